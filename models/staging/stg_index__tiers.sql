with

source as (

    {{ composite_index.union_inputs(
        'input_tiers',
        optional_columns=['cohort_id', 'label_en', 'label_zh'],
        required_columns=['index_id', 'tier_id', 'sort_order', 'basis', 'bound'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('cohort_id') }} as cohort_id,
        {{ composite_index.clean_text('tier_id') }} as tier_id,
        {{ composite_index.clean_whole_number('sort_order') }} as sort_order,
        {{ composite_index.clean_text('basis') }} as basis,
        {{ composite_index.clean_number('bound') }} as bound,
        {{ composite_index.clean_text('label_en') }} as label_en,
        {{ composite_index.clean_text('label_zh') }} as label_zh,
        {{ composite_index.unreadable_cells(['bound'], whole_numbers=['sort_order']) }} as unreadable,
        input_file,
        input_row
    from source

)

select * from typed
