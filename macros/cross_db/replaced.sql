{#
    A text with all matches of a pattern replaced. `pattern`: a regular expression that all engines read alike, without
    a backslash. `replacement`: a text in which \1 is the first group.
#}
{% macro replaced(expression, pattern, replacement) -%}
    {{ adapter.dispatch('replaced', 'composite_index')(expression, pattern, replacement) }}
{%- endmacro %}

{% macro default__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{# Spark replaces all matches by default, and writes a group as $1. #}
{% macro spark__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ modules.re.sub("\\\\([0-9])", "$\\1", replacement) }}')
{%- endmacro %}

{# The same for several pairs of a pattern and its replacement, one after another. #}
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

{# A text that sorts by the codes of its characters, in every language. DuckDB and Spark do so by default. #}
{% macro by_code(expression) -%}
    {{ adapter.dispatch('by_code', 'composite_index')(expression) }}
{%- endmacro %}

{% macro default__by_code(expression) -%}
    {{ expression }}
{%- endmacro %}

{% macro postgres__by_code(expression) -%}
    ({{ expression }}) collate "C"
{%- endmacro %}
