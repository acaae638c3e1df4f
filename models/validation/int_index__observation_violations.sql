{#- Enough rows to find the cause; a gate must not carry millions of them. -#}
{%- set rows_per_rule = 5 -%}

with

indicator_values as (

    select * from {{ ref('int_index__values') }}

),

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

units as (

    select * from {{ ref('stg_index__units') }}

),

checked as (

    select
        indicator_values.*,
        nodes.value_min,
        nodes.value_max,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        case
            when indicator_values.value_text is null then 'missing'
            when indicator_values.value is null then 'unreadable'
            when indicator_values.value < nodes.value_min then 'below_minimum'
            when indicator_values.value > nodes.value_max then 'above_maximum'
        end as rule
    from indicator_values
    inner join nodes
        on
            indicator_values.index_id = nodes.index_id
            and indicator_values.scenario_id = nodes.scenario_id
            and indicator_values.period = nodes.period
            and indicator_values.cohort_id = nodes.cohort_id
            and indicator_values.node_id = nodes.node_id
    inner join units
        on
            indicator_values.index_id = units.index_id
            and indicator_values.unit_id = units.unit_id

),

violations as (

    select
        *,
        row_number() over (
            partition by rule, index_id, scenario_id, period, cohort_id, node_id
            order by unit_id, input_file, input_row
        ) as violation,
        count(*) over (partition by rule, index_id, scenario_id, period, cohort_id, node_id) as violations
    from checked
    where rule is not null

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
                when 'missing' then 'no value'
                when 'unreadable' then '"' || value_text || '" is no number'
                when 'below_minimum' then value_text || ' is below ' || cast(value_min as {{ dbt.type_string() }})
                when 'above_maximum' then value_text || ' is above ' || cast(value_max as {{ dbt.type_string() }})
            end,
            case when input_file is null then '' else ' (' || input_file end,
            case
                when input_file is null then ''
                when input_row is null then ')'
                else ' line ' || cast(input_row as {{ dbt.type_string() }}) || ')'
            end
        ) as detail
    from violations
    where violation <= {{ rows_per_rule }}

)

select * from final
