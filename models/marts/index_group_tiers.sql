{%- set edition = ['index_id', 'scenario_id', 'period', 'cohort_id', 'group_id'] -%}

{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where level = 0

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

tiers as (

    select * from {{ ref('composite_index', 'stg_index__tiers') }}

),

notices as (

    {{ composite_index.data_notices(ref('composite_index', 'int_index__nodes')) }}

),

groups as (

    select
        {{ edition | join(', ') }},
        count(score) as ranked_units
    from ranks
    group by {{ edition | join(', ') }}

),

-- tiers declared for a cohort take the place of those for all cohorts of the index
tiers_of_cohorts as (

    select
        groups.*,
        tiers.tier_id,
        tiers.sort_order,
        rank() over (
            partition by {{ composite_index.qualified('groups', edition) }}
            order by case when tiers.cohort_id is not null then 0 else 1 end
        ) as precedence
    from groups
    inner join tiers
        on
            groups.index_id = tiers.index_id
            and (tiers.cohort_id is null or groups.cohort_id = tiers.cohort_id)

),

counted as (

    select
        {{ composite_index.qualified('ranks', edition) }},
        unit_tiers.tier_id,
        count(*) as units
    from ranks
    inner join unit_tiers
        on
            ranks.index_id = unit_tiers.index_id
            and ranks.scenario_id = unit_tiers.scenario_id
            and ranks.period = unit_tiers.period
            and ranks.unit_id = unit_tiers.unit_id
    group by {{ composite_index.qualified('ranks', edition) }}, unit_tiers.tier_id

),

final as (

    select
        {{ composite_index.qualified('tiers_of_cohorts', edition) }},
        tiers_of_cohorts.tier_id,
        cast(tiers_of_cohorts.sort_order as {{ dbt.type_int() }}) as sort_order,
        cast(coalesce(counted.units, 0) as {{ dbt.type_int() }}) as units,
        cast(tiers_of_cohorts.ranked_units as {{ dbt.type_int() }}) as ranked_units,
        100.0 * cast(coalesce(counted.units, 0) as {{ composite_index.type_double() }})
        / nullif(tiers_of_cohorts.ranked_units, 0) as share,
        notices.data_notice
    from tiers_of_cohorts
    left join counted
        on
            {{ composite_index.same_key('tiers_of_cohorts', 'counted', edition + ['tier_id']) }}
    left join notices
        on {{ composite_index.same_edition('tiers_of_cohorts', 'notices') }}
    where tiers_of_cohorts.precedence = 1

)

select * from final
