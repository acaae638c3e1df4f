{#
    An aggregate: the median; for an even number, the mean of the two middle values. PostgreSQL has no plain aggregate.
#}
{% macro median(expression) %}
    {{ return(adapter.dispatch('median', 'composite_index')(expression)) }}
{% endmacro %}

{% macro default__median(expression) -%}
    median({{ expression }})
{%- endmacro %}

{% macro postgres__median(expression) -%}
    percentile_cont(0.5) within group (order by {{ expression }})
{%- endmacro %}
