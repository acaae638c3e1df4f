with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

-- where a cohort has tiers, every unit that has a rank should reach one
tiered as (

    select distinct
        index_id,
        scenario_id,
        period,
        cohort_id
    from unit_tiers

),

placed as (

    select
        ranks.index_id,
        ranks.scenario_id,
        ranks.period,
        ranks.cohort_id,
        ranks.group_id,
        ranks.node_id,
        ranks.score,
        ranks.rank,
        ranks.position,
        case
            when
                ranks.level = 0
                and ranks.score is not null
                and tiered.index_id is not null
                and unit_tiers.tier_id is null
                then 1
            else 0
        end as is_untiered
    from ranks
    left join tiered
        on {{ composite_index.same_edition('ranks', 'tiered') }}
    left join unit_tiers
        on
            {{ composite_index.same_edition('ranks', 'unit_tiers') }}
            and ranks.unit_id = unit_tiers.unit_id
            and ranks.level = 0

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        group_id,
        count(*) as units,
        count(score) as scored_units,
        count(rank) as ranked_units,
        min(rank) as best_rank,
        max(rank) as worst_rank,
        count(distinct position) as positions,
        max(position) as last_position,
        cast(sum(is_untiered) as {{ dbt.type_bigint() }}) as untiered_units
    from placed
    group by index_id, scenario_id, period, cohort_id, node_id, group_id

)

select * from final
