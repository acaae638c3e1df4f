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

{{ composite_index.staged_input('input_tiers', columns, required) }}
