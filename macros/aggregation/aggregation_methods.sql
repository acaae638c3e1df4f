{# The aggregations that a framework may name. #}
{% macro aggregation_methods() %}
    {{ return(['arithmetic'] + var('more_aggregations', [])) }}
{% endmacro %}
