{{ config(materialized='promotion') }}

{{ composite_index.after_gate('gate_index__scores') }}

{% for name in composite_index.promoted_models() -%}
-- depends_on: {{ ref('composite_index', name) }}
{% endfor %}
{% for name in composite_index.promoted_models() -%}
select
    '{{ name }}' as computed_table,
    '{{ invocation_id }}' as run_id
{{ 'union all' if not loop.last }}
{% endfor %}
