{%- set columns = {
    'index_id': {},
    'period': {},
    'cohort_id': {},
    'method': {},
    'expert_id': {},
    'unit_id': {},
    'node_id': {},
    'weight': {'is': 'number'},
    'note': {},
} -%}
{%- set required = ['index_id', 'method', 'node_id', 'weight'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_weights',
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
