with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

-- if a cohort has tiers, every unit with a rank should reach one
tiered as (

    select distinct edition_key
    from unit_tiers

),

placed as (

    select
        ranks.group_key,
        ranks.node_key,
        ranks.score,
        ranks.rank,
        ranks.position,
        case
            when
                nodes.level = 0
                and ranks.score is not null
                and tiered.edition_key is not null
                and unit_tiers.tier_id is null
                then 1
            else 0
        end as is_untiered
    from ranks
    inner join nodes
        on ranks.node_key = nodes.node_key
    left join tiered
        on ranks.edition_key = tiered.edition_key
    left join unit_tiers
        on
            ranks.edition_key = unit_tiers.edition_key
            and ranks.unit_key = unit_tiers.unit_key
            and nodes.level = 0

),

profile as (

    select
        node_key,
        group_key,
        count(*) as units,
        count(score) as scored_units,
        count(rank) as ranked_units,
        min(rank) as best_rank,
        max(rank) as worst_rank,
        count(distinct position) as positions,
        max(position) as last_position,
        cast(sum(is_untiered) as {{ dbt.type_bigint() }}) as untiered_units
    from placed
    group by node_key, group_key

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        groups.group_id,
        profile.units,
        profile.scored_units,
        profile.ranked_units,
        profile.best_rank,
        profile.worst_rank,
        profile.positions,
        profile.last_position,
        profile.untiered_units
    from profile
    inner join nodes
        on profile.node_key = nodes.node_key
    inner join groups
        on profile.group_key = groups.group_key

)

select * from final
