with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where
        level = 0
        and group_id = cohort_id
        and score is not null

),

tiers as (

    select * from {{ ref('composite_index', 'stg_index__tiers') }}

),

-- tiers declared for the unit's own cohort take the place of those for all cohorts of the index
candidates as (

    select
        ranks.index_id,
        ranks.scenario_id,
        ranks.period,
        ranks.cohort_id,
        ranks.unit_id,
        ranks.score,
        ranks.percentile,
        tiers.tier_id,
        tiers.sort_order,
        tiers.basis,
        tiers.bound,
        rank() over (
            partition by ranks.index_id, ranks.scenario_id, ranks.period, ranks.unit_id
            order by case when tiers.cohort_id is not null then 0 else 1 end
        ) as precedence
    from ranks
    inner join tiers
        on
            ranks.index_id = tiers.index_id
            and (tiers.cohort_id is null or ranks.cohort_id = tiers.cohort_id)

),

reached as (

    select
        *,
        row_number() over (
            partition by index_id, scenario_id, period, unit_id
            order by sort_order, tier_id
        ) as choice
    from candidates
    where
        precedence = 1
        and {{ composite_index.in_tier('basis', 'bound', 'score', 'percentile') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        tier_id
    from reached
    where choice = 1

)

select * from final
