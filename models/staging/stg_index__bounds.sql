{%- set columns = {
    'index_id': {},
    'node_id': {},
    'measure': {},
    'bound': {'is': 'number'},
    'note': {},
} -%}
{%- set required = ['index_id', 'measure', 'bound'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_bounds',
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
