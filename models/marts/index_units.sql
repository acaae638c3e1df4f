{{ composite_index.after_gate('gate_index__scores') }}

with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

final as (

    select
        index_id,
        unit_id,
        cohort_id,
        label_en,
        label_zh,
        parent_unit,
        parent_label_en,
        parent_label_zh,
        region,
        first_period,
        last_period
    from units

)

select * from final
