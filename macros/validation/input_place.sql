{# The columns among these that give the place of a row in the inputs. Messages list rows in this order. #}
{% macro input_place(columns) %}
    {{ return(['input_file', 'input_row'] | select('in', columns) | list) }}
{% endmacro %}
