{#
    How alike two names are, from 0 to 1: 1 minus the share of characters that are wrong, left out, added or swapped.
    For suggestions in messages only. An engine without such a function gives 0, so it suggests nothing.
#}
{% macro similarity(one, other) %}
    {{ return(adapter.dispatch('similarity', 'composite_index')(one, other)) }}
{% endmacro %}

{% macro default__similarity(one, other) -%}
    0
{%- endmacro %}

{% macro duckdb__similarity(one, other) -%}
    1 - damerau_levenshtein({{ one }}, {{ other }}) / nullif(greatest(length({{ one }}), length({{ other }})), 0)
{%- endmacro %}
