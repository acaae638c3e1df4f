with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where {{ composite_index.is_touched() }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

editions as (

    select distinct
        edition_key,
        index_id,
        period,
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
            and (units.first_period is null or editions.period >= units.first_period)
            and (units.last_period is null or editions.period <= units.last_period)

)

select * from final
