{{ composite_index.after_gate('gate_index__scores') }}

with

tiers as (

    select * from {{ ref('composite_index', 'stg_index__tiers') }}

),

final as (

    select
        index_id,
        cohort_id,
        tier_id,
        cast(sort_order as {{ dbt.type_int() }}) as sort_order,
        basis,
        bound,
        label_en,
        label_zh
    from tiers

)

select * from final
