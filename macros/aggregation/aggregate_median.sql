{# The median score of the children, or the mean of the two middle scores; weights do not matter. #}
{% macro default__aggregate_median() -%}
    {{ composite_index.median('score') }}
{%- endmacro %}
