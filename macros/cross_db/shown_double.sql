{#
    A double as text for a message. PostgreSQL writes whole numbers without a point, but messages should be equal on all
    engines, because tests compare the gates of the engines.
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

{#
    Spark writes Java's notation: with an exponent from ten million up and below a thousandth, such as 1.0E16. A cast to
    decimal writes the same digits without an exponent.
#}
{% macro spark__shown_double(expression) -%}
    case
        when abs({{ expression }}) >= 1e7 and abs({{ expression }}) < 1e16
            then
                regexp_replace(
                    trim(trailing '0' from cast(cast(cast({{ expression }} as string) as decimal(38, 18)) as string)), '[.]$', '.0'
                )
        when abs({{ expression }}) >= 1e-4 and abs({{ expression }}) < 1e-3
            then trim(trailing '0' from cast(cast(cast({{ expression }} as string) as decimal(38, 25)) as string))
        else
            regexp_replace(
                regexp_replace(
                    regexp_replace(cast({{ expression }} as string), '[.]0E|E', 'e'), 'e([0-9])', 'e+$1'
                ),
                'e([-+])([0-9])$',
                'e$10$2'
            )
    end
{%- endmacro %}
