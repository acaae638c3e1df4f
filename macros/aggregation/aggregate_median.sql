{# The median score of the children, of two middle ones their mean; weights do not matter. #}
{% macro default__aggregate_median() -%}
    {{ composite_index.median('score') }}
{%- endmacro %}
