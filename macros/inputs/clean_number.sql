{# A number cell as a double; null where it is blank or no number (`typed_cells` tells the two apart). #}
{% macro clean_number(column) -%}
    {{ adapter.dispatch('clean_number', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__clean_number(column) -%}
    {{ composite_index.try_double(composite_index.clean_text(column)) }}
{%- endmacro %}

{#
    A column of numbers is not cast to text first, which would take most of the time of reading it. A column has one
    type for all its rows, so the engine computes only one of the two branches.
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
