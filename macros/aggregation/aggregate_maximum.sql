{# The highest score of the children; weights do not matter. #}
{% macro default__aggregate_maximum() -%}
    max(score)
{%- endmacro %}
