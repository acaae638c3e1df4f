{#
    A score rounded to a node's digits and mode: half_up (halves away from zero) or half_even; unrounded without digits.
    Rounded to 12 decimals first, so that float noise does not decide a half.
#}
{% macro round_score(score, node) -%}
    {{ return(adapter.dispatch('round_score', 'composite_index')(score, node)) }}
{%- endmacro %}

{% macro duckdb__round_score(score, node) -%}
    case
        when {{ node }}.round_digits is null then {{ score }}
        when {{ node }}.round_mode = 'half_even' then round_even(round({{ score }}, 12), {{ node }}.round_digits)
        else round(round({{ score }}, 12), {{ node }}.round_digits)
    end
{%- endmacro %}
