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

{{ composite_index.staged_input('input_weights', columns, required) }}
