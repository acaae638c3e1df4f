with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

editions as (

    select distinct
        edition_key,
        index_id,
        period_order,
        cohort_id
    from nodes

),

present as (

    select
        editions.edition_key,
        units.unit_key
    from editions
    inner join units
        on
            editions.index_id = units.index_id
            and editions.cohort_id = units.cohort_id
            and {{ composite_index.is_present('units', 'editions.period_order') }}
    where {{ composite_index.takes_part('units') }}

),

-- except, because behind a join with no rows DuckDB would expect no units, and keep in memory what is large
final as (

    select * from present
    except all
    {{ composite_index.units_by_inclusion('exclude') }}

)

select * from final
