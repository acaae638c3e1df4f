{#
    The value that goes on, and whether it was set aside. A value that breaks a rule does not go on if the build sets
    such rows aside. A missing value breaks no rule here.
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
