with

source as (

    {{ composite_index.union_inputs(
        'input_bounds',
        optional_columns=['node_id', 'note'],
        required_columns=['index_id', 'measure', 'bound'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_text('measure') }} as measure,
        {{ composite_index.clean_number('bound') }} as bound,
        {{ composite_index.clean_text('note') }} as note,
        {{ composite_index.unreadable_cells(['bound']) }} as unreadable,
        input_file,
        input_row
    from source

)

select * from typed
