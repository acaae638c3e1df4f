{# The median as an aggregate, of two middle values their mean. PostgreSQL knows it only as an ordered-set aggregate. #}
{% macro median(expression) %}
    {{ return(adapter.dispatch('median', 'composite_index')(expression)) }}
{% endmacro %}

{% macro default__median(expression) -%}
    median({{ expression }})
{%- endmacro %}

{% macro postgres__median(expression) -%}
    percentile_cont(0.5) within group (order by {{ expression }})
{%- endmacro %}
