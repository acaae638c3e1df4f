{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

-- the period before is the last one before it in which the unit has a score at the node
scored as (

    select
        *,
        lag(period) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period
        ) as previous_period,
        lag(score) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period
        ) as previous_score,
        lag(rank) over (
            partition by index_id, scenario_id, cohort_id, group_id, unit_id, node_id
            order by period
        ) as previous_rank
    from ranks
    where score is not null

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        group_id,
        unit_id,
        node_id,
        previous_period,
        score,
        previous_score,
        score - previous_score as score_change,
        rank,
        previous_rank,
        previous_rank - rank as rank_change
    from scored
    where previous_period is not null

)

select * from final
