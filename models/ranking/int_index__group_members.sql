with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

members as (

    select
        units.index_id,
        units.cohort_id,
        units.cohort_id as group_id,
        units.unit_id
    from units
    -- a cohort may be listed among the groups to give it labels
    union
    select
        units.index_id,
        units.cohort_id,
        groups.group_id,
        units.unit_id
    from groups
    inner join units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id

)

select * from members
