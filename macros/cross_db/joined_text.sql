{#
    An aggregate: the texts of a group as one text. `order_by`: starts with the words order by. dbt's own listagg
    ignores the order on Spark.
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
