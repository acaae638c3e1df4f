{%- set columns = {
    'index_id': {},
    'node_id': {},
    'measure': {},
    'bound': {'is': 'number'},
    'note': {},
} -%}
{%- set required = ['index_id', 'measure', 'bound'] -%}

{{ composite_index.staged_input('input_bounds', columns, required) }}
