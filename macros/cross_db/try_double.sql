{#
    Text or number as a double, or null where it is not one.
    NaN and infinities give null too, because they would pass through sums and comparisons unseen. So do numbers beyond
    1e100 and nearer to 0 than 1e-100, because their squares and products would be infinite, or 0.
#}
{% macro try_double(expression) %}
    {{ return(adapter.dispatch('try_double', 'composite_index')(expression)) }}
{% endmacro %}

{# DuckDB reads 1_000 as a number, which no other engine does. #}
{% macro duckdb__try_double(expression) -%}
    {%- set number = 'try_cast(' ~ expression ~ ' as double)' -%}
    case
        when {{ composite_index.is_measurable(number) }} and not contains({{ expression }}, '_') then {{ number }}
    end
{%- endmacro %}

{#
    Before version 16 PostgreSQL has no cast that gives null, so a pattern decides what is a number. The size is checked
    as numeric, because a cast to double stops the query beyond a double's range. Numeric itself stops it beyond about a
    thousand digits. A pattern that counts digits takes ten times as long.
#}
{% macro postgres__try_double(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as text)' -%}
    case
        when
            length({{ text }}) <= 1000
            and {{ text }} ~ '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,3})? *$'
            then
                case
                    when {{ composite_index.is_measurable('cast(' ~ text ~ ' as numeric)') }}
                        then cast({{ text }} as double precision)
                end
    end
{%- endmacro %}

{# Spark also casts Java's notation (1d, 1f) and words for NaN and infinities, which a pattern keeps out. #}
{% macro spark__try_double(expression) -%}
    {%- set number = 'try_cast(' ~ expression ~ ' as double)' -%}
    case
        when
            cast({{ expression }} as string) rlike '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$'
            and {{ composite_index.is_measurable(number) }}
            then {{ number }}
    end
{%- endmacro %}
