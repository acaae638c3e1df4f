with

source as (

    {{ composite_index.union_inputs(
        'input_groups',
        optional_columns=['grouping_id', 'label_en', 'label_zh'],
        required_columns=['index_id', 'group_id', 'unit_id'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('group_id') }} as group_id,
        {{ composite_index.clean_text('unit_id') }} as unit_id,
        {{ composite_index.clean_text('grouping_id') }} as grouping_id,
        {{ composite_index.clean_text('label_en') }} as label_en,
        {{ composite_index.clean_text('label_zh') }} as label_zh,
        input_file,
        input_row
    from source

)

select * from typed
