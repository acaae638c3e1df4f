{# A number cell as a double; null where it is blank or no number (`unreadable_cells` tells the two apart). #}
{% macro clean_number(column) -%}
    {{ adapter.dispatch('clean_number', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__clean_number(column) -%}
    {{ composite_index.try_double(composite_index.clean_text(column)) }}
{%- endmacro %}

{#
    What is a number already is not made a text first, which would be most of the work of reading it. The type of a column
    is one for all its rows, so that only one of the two branches is computed.
#}
{% macro duckdb__clean_number(column) -%}
    {%- set number = 'try_cast(' ~ column ~ ' as double)' -%}
    case
        when
            typeof({{ column }}) in ('DOUBLE', 'FLOAT', 'HUGEINT', 'BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT')
            or typeof({{ column }}) like 'DECIMAL%'
            then case when {{ composite_index.is_measurable(number) }} then {{ number }} end
        else {{ composite_index.try_double(composite_index.clean_text(column)) }}
    end
{%- endmacro %}
