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

{{ composite_index.staged_input('input_overrides', columns, required) }}
