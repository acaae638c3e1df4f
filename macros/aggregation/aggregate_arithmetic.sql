{# Weighted arithmetic mean. Source: OECD/JRC Handbook (2008), step 6, "linear aggregation". #}
{% macro default__aggregate_arithmetic() -%}
    {{ composite_index.weighted_mean('score') }}
{%- endmacro %}
