with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

-- in the order of the units' codes, so that ties are broken by the key as they would be by the code
final as (

    select
        cast(row_number() over (order by index_id, unit_id) as {{ dbt.type_int() }}) as unit_key,
        index_id,
        unit_id,
        cohort_id,
        coalesce(label_zh, label_en, '') as unit_label,
        inclusion,
        first_period,
        last_period
    from units

)

select * from final
