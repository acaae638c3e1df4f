{%- set columns = {
    'index_id': {},
    'node_id': {},
    'category': {},
    'value': {'is': 'number'},
} -%}
{%- set required = ['index_id', 'node_id', 'category', 'value'] -%}

{{ composite_index.staged_input('input_lookups', columns, required) }}
