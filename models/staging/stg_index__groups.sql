{%- set columns = {
    'index_id': {},
    'group_id': {},
    'unit_id': {},
    'grouping_id': {},
    'label_en': {},
    'label_zh': {},
} -%}
{%- set required = ['index_id', 'group_id', 'unit_id'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_groups',
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
