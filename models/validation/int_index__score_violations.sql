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

checked as (

    select
        scores.node_key,
        scores.unit_key,
        scores.score,
        case
            when scores.score is null then 'unscored'
            when scores.score < nodes.scale_lower - 1e-9 then 'below_scale'
            when scores.score > nodes.scale_upper + 1e-9 then 'above_scale'
        end as rule
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key

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
                when 'unscored' then 'no score'
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
