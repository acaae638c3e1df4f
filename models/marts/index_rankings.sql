{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

notices as (

    {{ composite_index.data_notices(ref('composite_index', 'int_index__nodes')) }}

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
        on {{ composite_index.same_edition('ranks', 'notices') }}

)

select * from final
