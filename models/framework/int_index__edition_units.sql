with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

overrides as (

    {{ composite_index.overrides_of('inclusion') }}

),

editions as (

    select distinct
        edition_key,
        index_id,
        period,
        period_order,
        cohort_id
    from nodes

),

final as (

    select
        editions.edition_key,
        units.unit_key
    from editions
    inner join units
        on
            editions.index_id = units.index_id
            and editions.cohort_id = units.cohort_id
            and {{ composite_index.is_present('units', 'editions.period_order') }}
    left join overrides
        on
            editions.index_id = overrides.index_id
            and editions.period = overrides.period
            and units.unit_id = overrides.unit_id
    where
        {{ composite_index.takes_part('units') }}
        and coalesce(overrides.value, '') <> 'exclude'

)

select * from final
