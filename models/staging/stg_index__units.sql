with

source as (

    {{ composite_index.union_inputs(
        'input_units',
        optional_columns=[
            'label_en', 'label_zh', 'parent_unit', 'parent_label_en', 'parent_label_zh', 'region', 'inclusion',
            'first_period', 'last_period',
        ],
        required_columns=['index_id', 'unit_id', 'cohort_id'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('unit_id') }} as unit_id,
        {{ composite_index.clean_text('cohort_id') }} as cohort_id,
        {{ composite_index.clean_text('label_en') }} as label_en,
        {{ composite_index.clean_text('label_zh') }} as label_zh,
        {{ composite_index.clean_text('parent_unit') }} as parent_unit,
        {{ composite_index.clean_text('parent_label_en') }} as parent_label_en,
        {{ composite_index.clean_text('parent_label_zh') }} as parent_label_zh,
        {{ composite_index.clean_text('region') }} as region,
        lower({{ composite_index.clean_text('inclusion') }}) as inclusion,
        {{ composite_index.clean_text('first_period') }} as first_period,
        {{ composite_index.clean_text('last_period') }} as last_period,
        input_file,
        input_row
    from source

)

select * from typed
