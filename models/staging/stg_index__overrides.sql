{%- set columns = {
    'index_id': {},
    'period': {},
    'unit_id': {},
    'node_id': {},
    'override': {},
    'value': {},
    'reason': {},
} -%}
{%- set required = ['index_id', 'unit_id', 'override', 'value', 'reason'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_overrides',
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
