{%- set edition = ['edition_key', 'group_key'] -%}

{{ composite_index.after_gate('gate_index__scores') }}

with

index_nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

member_groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

ranks as (

    select ranks.*
    from {{ ref('composite_index', 'int_index__ranks') }} as ranks
    inner join index_nodes
        on ranks.node_key = index_nodes.node_key

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

tiers as (

    select * from {{ ref('composite_index', 'stg_index__tiers') }}

),

groups as (

    select
        {{ edition | join(', ') }},
        count(score) as ranked_units
    from ranks
    group by {{ edition | join(', ') }}

),

-- a cohort's own tiers replace the tiers for all cohorts of the index
tiers_of_cohorts as (

    select
        groups.*,
        index_nodes.index_id,
        index_nodes.scenario_id,
        index_nodes.period,
        index_nodes.cohort_id,
        index_nodes.edition_notice,
        member_groups.group_id,
        tiers.tier_id,
        tiers.sort_order,
        rank() over (
            partition by {{ composite_index.qualified('groups', edition) }}
            order by case when tiers.cohort_id is not null then 0 else 1 end
        ) as precedence
    from groups
    inner join index_nodes
        on groups.edition_key = index_nodes.edition_key
    inner join member_groups
        on groups.group_key = member_groups.group_key
    inner join tiers
        on
            index_nodes.index_id = tiers.index_id
            and (tiers.cohort_id is null or index_nodes.cohort_id = tiers.cohort_id)

),

counted as (

    select
        {{ composite_index.qualified('ranks', edition) }},
        unit_tiers.tier_id,
        count(*) as units
    from ranks
    inner join unit_tiers
        on
            ranks.edition_key = unit_tiers.edition_key
            and ranks.unit_key = unit_tiers.unit_key
    group by {{ composite_index.qualified('ranks', edition) }}, unit_tiers.tier_id

),

final as (

    select
        tiers_of_cohorts.index_id,
        tiers_of_cohorts.scenario_id,
        tiers_of_cohorts.period,
        tiers_of_cohorts.cohort_id,
        tiers_of_cohorts.group_id,
        tiers_of_cohorts.tier_id,
        cast(tiers_of_cohorts.sort_order as {{ dbt.type_int() }}) as sort_order,
        cast(coalesce(counted.units, 0) as {{ dbt.type_int() }}) as units,
        cast(tiers_of_cohorts.ranked_units as {{ dbt.type_int() }}) as ranked_units,
        100.0 * cast(coalesce(counted.units, 0) as {{ composite_index.type_double() }})
        / nullif(tiers_of_cohorts.ranked_units, 0) as share,
        tiers_of_cohorts.edition_notice as data_notice
    from tiers_of_cohorts
    left join counted
        on
            {{ composite_index.same_key('tiers_of_cohorts', 'counted', edition + ['tier_id']) }}
    where tiers_of_cohorts.precedence = 1

)

select * from final
