{#
    A double rounded to `digits` decimals (a number), halves away from zero. PostgreSQL has no such function for doubles
    and Spark rounds the printed decimals, so both multiply, round and divide, as DuckDB does.
#}
{% macro round_to(expression, digits) %}
    {{ return(adapter.dispatch('round_to', 'composite_index')(expression, digits)) }}
{% endmacro %}

{% macro default__round_to(expression, digits) -%}
    {%- set factor = 'cast(1e' ~ digits ~ ' as ' ~ composite_index.type_double() ~ ')' -%}
    (({{ composite_index.round_half_up('((' ~ expression ~ ') * ' ~ factor ~ ')') }}) / {{ factor }})
{%- endmacro %}

{% macro duckdb__round_to(expression, digits) -%}
    round({{ expression }}, {{ digits }})
{%- endmacro %}
