with

source as (

    {{ composite_index.union_inputs(
        'input_lookups',
        required_columns=['index_id', 'node_id', 'category', 'value'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_text('category') }} as category,
        {{ composite_index.clean_number('value') }} as value,
        {{ composite_index.unreadable_cells(['value']) }} as unreadable,
        input_file,
        input_row
    from source

)

select * from typed
