{#
    A score rounded to a node's digits and mode: half_up (halves away from zero) or half_even; unrounded without digits.
    Moved to whole numbers and rounded to 9 decimals first: a decimal half such as 0.145 is a double just below it.
#}
{% macro round_score(score, node) -%}
    {{ return(adapter.dispatch('round_score', 'composite_index')(score, node)) }}
{%- endmacro %}

{% macro duckdb__round_score(score, node) -%}
    {%- set digits = 'power(10.0, ' ~ node ~ '.round_digits)' -%}
    {%- set moved = 'round(' ~ score ~ ' * ' ~ digits ~ ', 9)' -%}
    case
        when {{ node }}.round_digits is null then {{ score }}
        when {{ node }}.round_mode = 'half_even' then round_even({{ moved }}, 0) / {{ digits }}
        else round({{ moved }}) / {{ digits }}
    end
{%- endmacro %}
