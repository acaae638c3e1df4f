with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

-- in the order of the units' codes, so that ties are broken by the key as they would be by the code
{{ composite_index.ranked_in_pools(
    'numbered', 'units', [], ['index_id', 'unit_id', 'input_file', 'input_row'], 'unit_id', {'place': 'row_number'},
    units='stg_index__units'
) }},

final as (

    select
        cast(place as {{ dbt.type_int() }}) as unit_key,
        index_id,
        unit_id,
        cohort_id,
        coalesce(label_zh, label_en, '') as unit_label,
        inclusion,
        first_period,
        last_period
    from numbered

)

select * from final
