{#
    Text or number as a finite double, or null where it is none.
    NaN and infinities are refused too: they would pass through sums and comparisons unseen.
#}
{% macro try_double(expression) %}
    {{ return(adapter.dispatch('try_double', 'composite_index')(expression)) }}
{% endmacro %}

{% macro duckdb__try_double(expression) -%}
    case when isfinite(try_cast({{ expression }} as double)) then try_cast({{ expression }} as double) end
{%- endmacro %}

{#
    Before version 16 PostgreSQL has no cast that gives null, so that a pattern finds what is a number. It is cast as
    numeric first: beyond a double's range the cast to double would stop the query.
#}
{% macro postgres__try_double(expression) -%}
    {%- set number -%}
    cast(
        substring(
            cast({{ expression }} as text) from '^ *[-+]?(?:[0-9]{1,255}[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]{1,3})? *$'
        ) as numeric
    )
    {%- endset -%}
    cast(
        case
            when abs({{ number }}) between 1e-307 and 1.797693134862315e308 then {{ number }}
            when abs({{ number }}) < 1e-307 then 0
        end as double precision
    )
{%- endmacro %}

{# Spark also casts Java's notation (1d, 1f) and words for NaN and infinities, which a pattern keeps out. #}
{% macro spark__try_double(expression) -%}
    case
        when
            cast({{ expression }} as string) rlike '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$'
            and abs(try_cast({{ expression }} as double)) < double('Infinity')
            then try_cast({{ expression }} as double)
    end
{%- endmacro %}
