with

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

checked as (

    select
        indicator_values.*,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        nodes.transformation,
        nodes.normalisation,
        nodes.denominator,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        case
            when indicator_values.value_text is null then 'missing'
            when indicator_values.value is null then 'unreadable'
            when
                {{ composite_index.transform('indicator_values.value', 'nodes.transformation') }} is null
                then 'untransformable'
            when nodes.denominator is not null and indicator_values.denominator_value is null then 'missing'
            when nodes.denominator is not null and indicator_values.denominator_value = 0 then 'undenominated'
            when indicator_values.value < nodes.value_min then 'below_minimum'
            when indicator_values.value > nodes.value_max then 'above_maximum'
            when
                {{ composite_index.is_off_step('indicator_values.value', 'nodes.value_step') }}
                then 'off_step'
        end as rule
    from indicator_values
    inner join nodes
        on {{ composite_index.same_node('indicator_values', 'nodes') }}
    inner join units
        on
            indicator_values.index_id = units.index_id
            and indicator_values.unit_id = units.unit_id

),

violations as (

    {{ composite_index.first_violations('checked') }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        unit_id,
        violation,
        violations,
        concat(
            index_id, ' ', period, ', unit ', unit_id,
            case when unit_label = '' then '' else ' ' || unit_label end, ', ', node_id, ': ',
            case rule
                when 'missing'
                    then
                        'no value'
                        || case when value_text is null then '' else ' of its denominator ' || denominator end
                when 'unreadable'
                    then
                        '"' || value_text || '" is no '
                        || case when normalisation = 'lookup' then 'category of input_lookups' else 'number' end
                when 'untransformable' then value_text || ' has no ' || transformation
                when 'undenominated' then 'its denominator ' || denominator || ' is 0'
                when 'below_minimum' then value_text || ' is below ' || cast(value_min as {{ dbt.type_string() }})
                when 'above_maximum' then value_text || ' is above ' || cast(value_max as {{ dbt.type_string() }})
                when 'off_step'
                    then value_text || ' is no multiple of ' || cast(value_step as {{ dbt.type_string() }})
            end,
            case when input_file is null then '' else ' (' || input_file end,
            case
                when input_file is null then ''
                when input_row is null then ')'
                else ' line ' || cast(input_row as {{ dbt.type_string() }}) || ')'
            end
        ) as detail
    from violations

)

select * from final
