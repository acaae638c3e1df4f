{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

notices as (

    select
        index_id,
        period,
        cohort_id,
        data_notice
    from {{ ref('composite_index', 'int_index__nodes') }}
    where
        parent_id is null
        and scenario_id = 'baseline'

),

final as (

    select
        ranks.index_id,
        ranks.scenario_id,
        ranks.period,
        ranks.cohort_id,
        ranks.group_id,
        ranks.unit_id,
        ranks.node_id,
        ranks.level,
        ranks.score,
        ranks.points,
        ranks.rank,
        ranks.dense_rank,
        ranks.position,
        ranks.percentile,
        ranks.ranked_units,
        unit_tiers.tier_id,
        notices.data_notice
    from ranks
    left join unit_tiers
        on
            ranks.index_id = unit_tiers.index_id
            and ranks.scenario_id = unit_tiers.scenario_id
            and ranks.period = unit_tiers.period
            and ranks.unit_id = unit_tiers.unit_id
            and ranks.level = 0
    left join notices
        on
            ranks.index_id = notices.index_id
            and ranks.period = notices.period
            and ranks.cohort_id = notices.cohort_id

)

select * from final
