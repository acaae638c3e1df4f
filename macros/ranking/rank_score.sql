{#
    The score that is ranked: rounded to 10 decimals, because sums of doubles depend on their order and that
    noise must not split a tie. Used wherever scores are compared for rank or tier.
#}
{% macro rank_score(score) -%}
    {{ adapter.dispatch('rank_score', 'composite_index')(score) }}
{%- endmacro %}

{% macro default__rank_score(score) -%}
    {{ composite_index.round_to(score, 10) }}
{%- endmacro %}
