with

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}
    where rule is not null

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

checked as (

    select
        indicator_values.index_id,
        indicator_values.scenario_id,
        indicator_values.period,
        indicator_values.cohort_id,
        indicator_values.unit_id,
        indicator_values.node_id,
        indicator_values.value_text,
        indicator_values.input_file,
        indicator_values.input_row,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        nodes.transformation,
        nodes.normalisation,
        nodes.denominator,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        -- what is set aside is told as that, whatever the reason
        case when indicator_values.is_quarantined then 'quarantined' else indicator_values.rule end as rule,
        indicator_values.rule as rule_broken
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
            {{ composite_index.value_reason('rule_broken') }},
            {{ composite_index.shown_place() }}
        ) as detail
    from violations

)

select * from final
