with

quarantine as (

    select * from {{ ref('composite_index', 'int_index__quarantine') }}

),

units as (

    select
        index_id,
        unit_id,
        max(coalesce(label_zh, label_en)) as unit_label
    from {{ ref('composite_index', 'stg_index__units') }}
    where {{ 'true' if composite_index.is_quarantining() else 'false' }}
    group by index_id, unit_id

),

checked as (

    select
        'quarantined' as rule,
        quarantine.index_id,
        'baseline' as scenario_id,
        quarantine.period,
        cast(null as {{ dbt.type_string() }}) as cohort_id,
        cast(null as {{ dbt.type_string() }}) as node_id,
        quarantine.unit_id,
        quarantine.node_id as series_id,
        quarantine.value_text,
        quarantine.rule as rule_broken,
        quarantine.reason,
        quarantine.input_file,
        quarantine.input_row,
        units.unit_label
    from quarantine
    left join units
        on
            quarantine.index_id = units.index_id
            and quarantine.unit_id = units.unit_id

),

violations as (

    {{ composite_index.first_violations(
        'checked', 'input_file, input_row, unit_id, series_id', ['index_id', 'scenario_id', 'period']
    ) }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        violation,
        violations,
        concat(
            coalesce(index_id, 'blank'), ' ', coalesce(period, 'blank'), ', unit ', coalesce(unit_id, 'blank'),
            case when unit_label is null then '' else ' ' || unit_label end, ', ', coalesce(series_id, 'blank'), ': ',
            rule_broken, ', ', reason,
            {{ composite_index.shown_place() }}
        ) as detail
    from violations

)

select * from final
