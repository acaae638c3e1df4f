{#
    Whether the person who builds accepts changes in the published editions of an index: the variable `accept_drift`, a
    list of index ids, or `all`.
#}
{% macro is_accepted(index_id) -%}
    {%- set accepted = composite_index.list_of_names('accept_drift') -%}
    {%- if 'all' in accepted -%}
    true
    {%- elif accepted -%}
    {{ index_id }} in (
        {%- for name in accepted -%}
        {{ composite_index.text_literal(name) }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
    {%- else -%}
    false
    {%- endif -%}
{%- endmacro %}
