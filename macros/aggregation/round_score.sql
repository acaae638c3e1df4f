{#
    A score rounded to a node's digits and mode: half_up (halves away from zero) or half_even; unrounded without digits.
    The score is first multiplied to whole numbers and rounded to 9 decimals, because the double of a half such as 0.145
    is a little below it.
#}
{% macro round_score(score, node) -%}
    {%- set digits = 'power(10.0, ' ~ node ~ '.round_digits)' -%}
    {%- set moved = composite_index.round_to(score ~ ' * ' ~ digits, 9) -%}
    case
        when {{ node }}.round_digits is null then {{ score }}
        when {{ node }}.round_mode = 'half_even' then {{ composite_index.round_half_even(moved) }} / {{ digits }}
        else ({{ composite_index.round_half_up(moved) }}) / {{ digits }}
    end
{%- endmacro %}
