{# A number cell as a double; null where it is blank or no number (`unreadable_cells` tells the two apart). #}
{% macro clean_number(column) -%}
    {{ composite_index.try_double(composite_index.clean_text(column)) }}
{%- endmacro %}
