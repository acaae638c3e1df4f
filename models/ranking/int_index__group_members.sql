with

units as (

    select * from {{ ref('composite_index', 'int_index__units') }} as units
    where {{ composite_index.takes_part('units') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

member_groups as (

    select * from {{ ref('composite_index', 'int_index__member_groups') }}

),

final as (

    select
        member_groups.group_key,
        member_groups.is_cohort,
        units.unit_key
    from units
    inner join member_groups
        on
            units.index_id = member_groups.index_id
            and units.cohort_id = member_groups.group_id
            and member_groups.is_cohort
    union all
    select distinct
        member_groups.group_key,
        member_groups.is_cohort,
        units.unit_key
    from groups
    inner join units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id
    inner join member_groups
        on
            units.index_id = member_groups.index_id
            and units.cohort_id = member_groups.cohort_id
            and groups.group_id = member_groups.group_id
            and not member_groups.is_cohort

)

select * from final
