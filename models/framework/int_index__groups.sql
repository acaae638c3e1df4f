with

units as (

    select * from {{ ref('composite_index', 'int_index__units') }} as units
    where {{ composite_index.takes_part('units') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

members as (

    select
        units.index_id,
        units.cohort_id,
        units.cohort_id as group_id
    from units
    -- a cohort may be listed among the groups to give it labels
    union
    select
        units.index_id,
        units.cohort_id,
        groups.group_id
    from groups
    inner join units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id

),

final as (

    select
        cast(row_number() over (order by index_id, cohort_id, group_id) as {{ dbt.type_int() }}) as group_key,
        index_id,
        cohort_id,
        group_id,
        group_id = cohort_id as is_cohort
    from members

)

select * from final
