{%- set columns = {
    'index_id': {},
    'cohort_id': {},
    'tier_id': {},
    'sort_order': {'is': 'whole_number'},
    'basis': {},
    'bound': {'is': 'number'},
    'label_en': {},
    'label_zh': {},
} -%}
{%- set required = ['index_id', 'tier_id', 'sort_order', 'basis', 'bound'] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_tiers',
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
