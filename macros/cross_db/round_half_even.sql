{# A double rounded to a whole number, halves to the even neighbour. #}
{% macro round_half_even(expression) %}
    {{ return(adapter.dispatch('round_half_even', 'composite_index')(expression)) }}
{% endmacro %}

{% macro duckdb__round_half_even(expression) -%}
    round_even({{ expression }}, 0)
{%- endmacro %}

{% macro postgres__round_half_even(expression) -%}
    round({{ expression }})
{%- endmacro %}

{% macro spark__round_half_even(expression) -%}
    rint({{ expression }})
{%- endmacro %}
