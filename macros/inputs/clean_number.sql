{# A number cell as a double; null where it is blank or no number (`unreadable_cells` tells the two apart). #}
{% macro clean_number(column) -%}
    {{ adapter.dispatch('clean_number', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__clean_number(column) -%}
    {{ composite_index.try_double(composite_index.clean_text(column)) }}
{%- endmacro %}

{# What is a number already is not made a text first, which would be most of the work of reading it. #}
{% macro duckdb__clean_number(column) -%}
    case
        when {{ composite_index.try_double(column) }} is not null then {{ composite_index.try_double(column) }}
        else {{ composite_index.try_double(composite_index.clean_text(column)) }}
    end
{%- endmacro %}
