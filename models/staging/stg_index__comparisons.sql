{%- set columns = {
    'index_id': {},
    'expert_id': {},
    'node_id': {},
    'compared_node_id': {},
    'ratio': {'is': 'number'},
    'note': {},
} -%}
{%- set required = ['index_id', 'node_id', 'compared_node_id', 'ratio'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_comparisons',
        optional_columns=columns | reject('in', required) | list,
        required_columns=required,
    ) }}

),

cells as (

    {{ composite_index.read_cells('source', columns) }}

),

typed as (

    {{ composite_index.typed_cells('cells', columns) }}

)

select * from typed
