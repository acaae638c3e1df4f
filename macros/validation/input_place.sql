{# The columns among these that say where a row is in the inputs. A message lists rows in this order. #}
{% macro input_place(columns) %}
    {{ return(['input_file', 'input_row'] | select('in', columns) | list) }}
{% endmacro %}
