{# The lowest score of the children; weights do not matter. Source: OECD/JRC Handbook (2008), step 6. #}
{% macro default__aggregate_minimum() -%}
    min(score)
{%- endmacro %}
