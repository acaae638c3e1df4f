with

source as (

    {{ composite_index.union_inputs(
        'input_weights',
        optional_columns=['period', 'cohort_id', 'expert_id', 'note'],
        required_columns=['index_id', 'method', 'node_id', 'weight'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('period') }} as period,
        {{ composite_index.clean_text('cohort_id') }} as cohort_id,
        {{ composite_index.clean_text('method') }} as method,
        {{ composite_index.clean_text('expert_id') }} as expert_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_number('weight') }} as weight,
        {{ composite_index.clean_text('note') }} as note,
        {{ composite_index.unreadable_cells(['weight']) }} as unreadable,
        input_file,
        input_row
    from source

)

select * from typed
