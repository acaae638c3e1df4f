{# How many levels a framework may have below the index. The aggregation is unrolled to this number. #}
{% macro max_depth() %}
    {{ return(composite_index.variable('max_depth') | int) }}
{% endmacro %}
