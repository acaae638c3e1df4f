{# How many levels a framework may have below the index. The aggregation is unrolled to this number. #}
{% macro max_depth() %}
    {{ return(var('max_depth', 8) | int) }}
{% endmacro %}
