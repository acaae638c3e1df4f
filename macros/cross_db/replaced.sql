{#
    A text with all that a pattern matches replaced. `pattern`: a regular expression as all engines read it, without a
    backslash. `replacement`: a text in which \1 is the first group.
#}
{% macro replaced(expression, pattern, replacement) -%}
    {{ adapter.dispatch('replaced', 'composite_index')(expression, pattern, replacement) }}
{%- endmacro %}

{% macro default__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{# All matches are replaced as it is, and a group is written $1. #}
{% macro spark__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ modules.re.sub("\\\\([0-9])", "$\\1", replacement) }}')
{%- endmacro %}

{# The same for one pair of a pattern and its replacement after another. #}
{% macro replaced_in_turn(expression, steps) -%}
    {%- set ns = namespace(text=expression) -%}
    {%- for pattern, replacement in steps -%}
        {%- set ns.text = composite_index.replaced(ns.text, pattern, replacement) -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}

{# Condition: a pattern, as above, matches somewhere in a text. #}
{% macro matches(expression, pattern) -%}
    {{ adapter.dispatch('matches', 'composite_index')(expression, pattern) }}
{%- endmacro %}

{% macro default__matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__matches(expression, pattern) -%}
    {{ expression }} ~ '{{ pattern }}'
{%- endmacro %}

{% macro spark__matches(expression, pattern) -%}
    {{ expression }} rlike '{{ pattern }}'
{%- endmacro %}

{# A text that is sorted by the codes of its characters, as DuckDB and Spark do of themselves, in whatever language. #}
{% macro by_code(expression) -%}
    {{ adapter.dispatch('by_code', 'composite_index')(expression) }}
{%- endmacro %}

{% macro default__by_code(expression) -%}
    {{ expression }}
{%- endmacro %}

{% macro postgres__by_code(expression) -%}
    ({{ expression }}) collate "C"
{%- endmacro %}
