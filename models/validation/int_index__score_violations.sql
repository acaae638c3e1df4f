with

scores as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

),

-- editions of which no unit is included, as the profile tells
left_out as (

    select
        edition_key,
        max(case when is_included then 1 else 0 end) as has_included
    from screened
    group by edition_key
    having max(case when is_included then 1 else 0 end) = 0

),

checked as (

    select
        scores.node_key,
        scores.unit_key,
        scores.score,
        cast(null as {{ dbt.type_string() }}) as reason,
        case
            when scores.score is null then 'unscored'
            when scores.score < nodes.scale_lower - 1e-9 then 'below_scale'
            when scores.score > nodes.scale_upper + 1e-9 then 'above_scale'
        end as rule
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key
    union all
    select
        nodes.node_key,
        screened.unit_key,
        null as score,
        screened.reason,
        'unscored' as rule
    from left_out
    inner join screened
        on left_out.edition_key = screened.edition_key
    inner join nodes
        on
            left_out.edition_key = nodes.edition_key
            and nodes.level = 0

),

violations as (

    {{ composite_index.first_violations('checked', order_by='unit_key', keys=['node_key']) }}

),

final as (

    select
        violations.rule,
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        units.unit_id,
        violations.violation,
        violations.violations,
        concat(
            nodes.index_id, ' ', nodes.period, ', unit ', units.unit_id,
            case when units.unit_label = '' then '' else ' ' || units.unit_label end, ', ', nodes.node_id, ': ',
            case violations.rule
                when 'unscored' then 'no score' || coalesce(', left out: ' || violations.reason, '')
                else
                    'score ' || {{ composite_index.shown_jump('violations.score') }} || ' on a scale of '
                    || {{ composite_index.shown_double('nodes.scale_lower') }} || ' to '
                    || {{ composite_index.shown_double('nodes.scale_upper') }}
            end
        ) as detail
    from violations
    inner join nodes
        on violations.node_key = nodes.node_key
    inner join units
        on violations.unit_key = units.unit_key

)

select * from final
