{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    {%- if not composite_index.has_several_periods() %}
    where false
    {%- endif %}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

-- an index of one period has nothing to compare
indices as (

    select
        index_id,
        scenario_id,
        cohort_id
    from nodes
    group by index_id, scenario_id, cohort_id
    having count(distinct period) > 1

),

compared_nodes as (

    select nodes.*
    from nodes
    inner join indices
        on {{ composite_index.same_key('nodes', 'indices', ['index_id', 'scenario_id', 'cohort_id']) }}

),

compared as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.period_order,
        nodes.cohort_id,
        groups.group_id,
        units.unit_id,
        nodes.node_id,
        {{ composite_index.round_score('ranks.score', 'nodes') }} as score,
        nodes.round_digits,
        nodes.round_mode,
        ranks.rank
    from ranks
    inner join compared_nodes as nodes
        on ranks.node_key = nodes.node_key
    inner join units
        on ranks.unit_key = units.unit_key
    inner join groups
        on ranks.group_key = groups.group_key
    where ranks.score is not null

),

-- the previous period is the last earlier one in which the unit has a score at the node
scored as (

    select
        *,
        lag(period) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period_order
        ) as previous_period,
        lag(score) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period_order
        ) as previous_score,
        lag(rank) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period_order
        ) as previous_rank
    from compared

),

final as (

    select
        scored.index_id,
        scored.scenario_id,
        scored.period,
        scored.cohort_id,
        scored.group_id,
        scored.unit_id,
        scored.node_id,
        scored.previous_period,
        scored.score,
        scored.previous_score,
        {{ composite_index.round_score('(scored.score - scored.previous_score)', 'scored') }} as score_change,
        scored.rank,
        scored.previous_rank,
        scored.previous_rank - scored.rank as rank_change
    from scored
    where scored.previous_period is not null

)

select * from final
