{#
    The value that goes on, and whether it was set aside: where rows that break a rule are set aside, none of these goes
    on. What is missing breaks no rule here.
#}
{% macro kept_value(value, rule) -%}
    {%- if composite_index.is_quarantining() -%}
    case when {{ rule }} is null then {{ value }} end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{% macro is_set_aside(rule) -%}
    {%- if composite_index.is_quarantining() -%}
    ({{ rule }} is not null and {{ rule }} <> 'missing')
    {%- else -%}
    false
    {%- endif -%}
{%- endmacro %}
