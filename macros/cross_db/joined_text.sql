{#
    The texts of a group as one, as an aggregate. `order_by`: with the words order by. dbt's own listagg leaves the order
    out on Spark.
#}
{% macro joined_text(expression, delimiter, order_by) %}
    {{ return(adapter.dispatch('joined_text', 'composite_index')(expression, delimiter, order_by)) }}
{% endmacro %}

{% macro default__joined_text(expression, delimiter, order_by) -%}
    {{ dbt.listagg(expression, delimiter, order_by) }}
{%- endmacro %}

{% macro spark__joined_text(expression, delimiter, order_by) -%}
    listagg({{ expression }}, {{ delimiter }}) within group ({{ order_by }})
{%- endmacro %}
