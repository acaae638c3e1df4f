{#
    A score rounded to a node's digits; unrounded without digits. The modes:

    half_up, half_even    halves of the decimal number away from zero, or to the even neighbour. The score is first multiplied
                          to whole numbers and rounded to 9 decimals, because the double of a half such as 0.145 is a
                          little below it.
    nearest_double        of the two decimal numbers beside the score, the one whose double is nearer; the even one if both
                          are as near. So a half goes where its double lies: 0.15 to 0.1, 2.5 to 2. Source: R 4.0.0, round().

    A project overrides it through dbt's dispatch search order. `node`: the alias with round_digits and round_mode.
#}
{% macro round_score(score, node) -%}
    {{ adapter.dispatch('round_score', 'composite_index')(score, node) }}
{%- endmacro %}

{% macro default__round_score(score, node) -%}
    {%- set digits = 'power(10.0, ' ~ node ~ '.round_digits)' -%}
    {%- set moved = composite_index.round_to(score ~ ' * ' ~ digits, 9) -%}
    case
        when {{ node }}.round_digits is null then {{ score }}
        when {{ node }}.round_mode = 'half_even' then {{ composite_index.round_half_even(moved) }} / {{ digits }}
        when {{ node }}.round_mode = 'nearest_double' then {{ composite_index.nearest_double(score, digits) }}
        else ({{ composite_index.round_half_up(moved) }}) / {{ digits }}
    end
{%- endmacro %}

{# The nearer of the two decimal numbers beside a score, as doubles. `power`: 10 to the number of digits. #}
{% macro nearest_double(score, power) -%}
    {%- set size = 'abs(' ~ score ~ ')' -%}
    {%- set ten = 'cast(' ~ power ~ ' as ' ~ composite_index.type_double() ~ ')' -%}
    {%- set whole = 'cast(floor(' ~ size ~ ' * ' ~ ten ~ ') as ' ~ composite_index.type_double() ~ ')' -%}
    {%- set next = 'cast(ceil(' ~ size ~ ' * ' ~ ten ~ ') as ' ~ composite_index.type_double() ~ ')' -%}
    {%- set below = '(' ~ whole ~ ' / ' ~ ten ~ ')' -%}
    {%- set above = '(' ~ next ~ ' / ' ~ ten ~ ')' -%}
    sign({{ score }}) * case
        when {{ above }} - {{ size }} < {{ size }} - {{ below }} then {{ above }}
        when {{ above }} - {{ size }} > {{ size }} - {{ below }} then {{ below }}
        when {{ whole }} - 2 * floor({{ whole }} / 2) = 1 then {{ above }}
        else {{ below }}
    end
{%- endmacro %}
