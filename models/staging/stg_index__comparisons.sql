with

source as (

    {{ composite_index.union_inputs(
        'input_comparisons',
        optional_columns=['expert_id', 'note'],
        required_columns=['index_id', 'node_id', 'compared_node_id', 'ratio'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('expert_id') }} as expert_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_text('compared_node_id') }} as compared_node_id,
        {{ composite_index.clean_number('ratio') }} as ratio,
        {{ composite_index.clean_text('note') }} as note,
        {{ composite_index.unreadable_cells(['ratio']) }} as unreadable,
        input_file,
        input_row
    from source

)

select * from typed
