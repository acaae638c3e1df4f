{#
    Rank among the cohort's values, worst first; ties share the mean of their ranks.
    Source: OECD/JRC Handbook (2008), step 5, "Ranking"; COINr, n_rank with ties.method average.
#}
{% macro default__normalise_rank_average() -%}
    case when value is not null then value_rank_average end
{%- endmacro %}
