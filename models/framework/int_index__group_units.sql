with

units as (

    select * from {{ ref('composite_index', 'int_index__units') }} as units
    where {{ composite_index.takes_part('units') }}

),

declared as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

final as (

    select
        groups.group_key,
        groups.is_cohort,
        units.unit_key
    from units
    inner join groups
        on
            units.index_id = groups.index_id
            and units.cohort_id = groups.group_id
            and groups.is_cohort
    union all
    select distinct
        groups.group_key,
        groups.is_cohort,
        units.unit_key
    from declared
    inner join units
        on
            declared.index_id = units.index_id
            and declared.unit_id = units.unit_id
    inner join groups
        on
            units.index_id = groups.index_id
            and units.cohort_id = groups.cohort_id
            and declared.group_id = groups.group_id
            and not groups.is_cohort

)

select * from final
