with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

-- numbered in the order of the codes, so that the key breaks a tie as the code would
{{ composite_index.ranked_in_pools(
    'numbered', 'units', [], ['index_id', 'unit_id', 'input_file', 'input_row'], 'unit_id', {'place': 'row_number'},
    units='stg_index__units'
) }},

periods as (

    select * from {{ ref('composite_index', 'int_index__periods') }}

),

final as (

    select
        cast(numbered.place as {{ dbt.type_int() }}) as unit_key,
        numbered.index_id,
        numbered.unit_id,
        numbered.cohort_id,
        coalesce(numbered.label_zh, numbered.label_en, '') as unit_label,
        numbered.inclusion,
        numbered.first_period,
        numbered.last_period,
        first_periods.period_order as first_order,
        last_periods.period_order as last_order
    from numbered
    left join periods as first_periods
        on
            numbered.index_id = first_periods.index_id
            and numbered.first_period = first_periods.period
    left join periods as last_periods
        on
            numbered.index_id = last_periods.index_id
            and numbered.last_period = last_periods.period

)

select * from final
