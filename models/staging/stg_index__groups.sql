{%- set columns = {
    'index_id': {},
    'group_id': {},
    'unit_id': {},
    'grouping_id': {},
    'label_en': {},
    'label_zh': {},
} -%}
{%- set required = ['index_id', 'group_id', 'unit_id'] -%}

{{ composite_index.staged_input('input_groups', columns, required) }}
