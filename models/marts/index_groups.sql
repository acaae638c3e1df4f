{{ composite_index.after_gate('gate_index__scores') }}

with

members as (

    select * from {{ ref('composite_index', 'int_index__group_units') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

declared as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}

),

sizes as (

    select
        groups.index_id,
        groups.cohort_id,
        groups.group_id,
        count(*) as units
    from members
    inner join groups
        on members.group_key = groups.group_key
    group by groups.index_id, groups.cohort_id, groups.group_id

),

labels as (

    select
        index_id,
        group_id,
        max(label_en) as label_en,
        max(label_zh) as label_zh
    from declared
    group by index_id, group_id

),

final as (

    select
        sizes.index_id,
        sizes.cohort_id,
        sizes.group_id,
        sizes.group_id = sizes.cohort_id as is_cohort,
        coalesce(labels.label_en, sizes.group_id) as label_en,
        coalesce(labels.label_zh, sizes.group_id) as label_zh,
        cast(sizes.units as {{ dbt.type_int() }}) as units
    from sizes
    left join labels
        on
            sizes.index_id = labels.index_id
            and sizes.group_id = labels.group_id

)

select * from final
