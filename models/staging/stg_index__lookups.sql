{%- set columns = {
    'index_id': {},
    'node_id': {},
    'category': {},
    'value': {'is': 'number'},
} -%}
{%- set required = ['index_id', 'node_id', 'category', 'value'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_lookups',
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
