{#
    A double rounded to a whole number, halves away from zero. PostgreSQL's round does so only for numeric; it rounds a
    double to the even neighbour.
#}
{% macro round_half_up(expression) %}
    {{ return(adapter.dispatch('round_half_up', 'composite_index')(expression)) }}
{% endmacro %}

{% macro default__round_half_up(expression) -%}
    round({{ expression }})
{%- endmacro %}

{% macro postgres__round_half_up(expression) -%}
    trunc({{ expression }})
    + case
        when abs({{ expression }} - trunc({{ expression }})) >= 0.5 then sign({{ expression }})
        else 0
    end
{%- endmacro %}
