{%- set columns = {
    'index_id': {},
    'expert_id': {},
    'node_id': {},
    'compared_node_id': {},
    'ratio': {'is': 'number'},
    'note': {},
} -%}
{%- set required = ['index_id', 'node_id', 'compared_node_id', 'ratio'] -%}

{{ composite_index.staged_input('input_comparisons', columns, required) }}
