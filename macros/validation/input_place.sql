{# Those of the columns that say where a row stands in the inputs: a message lists rows in file order. #}
{% macro input_place(columns) %}
    {{ return(['input_file', 'input_row'] | select('in', columns) | list) }}
{% endmacro %}
