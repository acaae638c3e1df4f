{# The type of the rule that a value breaks. There are few rules, so DuckDB stores them as numbers. #}
{% macro type_rule() -%}
    {{ adapter.dispatch('type_rule', 'composite_index')() }}
{%- endmacro %}

{% macro default__type_rule() -%}
    {{ dbt.type_string() }}
{%- endmacro %}

{% macro duckdb__type_rule() -%}
    enum ({{ composite_index.quoted([
        'missing', 'duplicate', 'unreadable', 'untransformable', 'undenominated', 'below_minimum', 'above_maximum',
        'off_step',
    ]) }})
{%- endmacro %}
