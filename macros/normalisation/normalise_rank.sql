{#
    Rank among the cohort's values, worst first, so that more is better; ties share the lowest rank.
    Source: OECD/JRC Handbook (2008), step 5, "Ranking"; ties as COINr, n_rank.
#}
{% macro default__normalise_rank() -%}
    case when value is not null then value_rank end
{%- endmacro %}
