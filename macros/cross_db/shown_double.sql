{#
    A double as text for a message. PostgreSQL writes whole numbers without a point; a message should read alike, and the
    gates are compared between engines.
#}
{% macro shown_double(expression) %}
    {{ return(adapter.dispatch('shown_double', 'composite_index')(expression)) }}
{% endmacro %}

{% macro default__shown_double(expression) -%}
    cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro postgres__shown_double(expression) -%}
    regexp_replace(cast({{ expression }} as text), '^(-?[0-9]+)$', '\1.0')
{%- endmacro %}
