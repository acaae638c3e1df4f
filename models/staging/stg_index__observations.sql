with

source as (

    {{ composite_index.union_inputs(
        'input_observations',
        optional_columns=['source', 'note'],
        required_columns=['index_id', 'period', 'unit_id', 'node_id', 'value'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('period') }} as period,
        {{ composite_index.clean_text('unit_id') }} as unit_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_number('value') }} as value,
        {{ composite_index.clean_text('value') }} as value_text,
        {{ composite_index.is_blank('value') }} as is_blank,
        {{ composite_index.clean_text('source') }} as source,
        {{ composite_index.clean_text('note') }} as note,
        input_file,
        input_row
    from source

)

select * from typed
