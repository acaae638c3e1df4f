{#
    Weighted geometric mean: exp(weighted mean of ln score). Scores must be above 0, so the scale should start above 0.
    Source: OECD/JRC Handbook (2008), step 6, "geometric aggregation".
#}
{% macro default__aggregate_geometric() -%}
    exp({{ composite_index.weighted_mean('ln(case when score > 0 then score end)') }})
{%- endmacro %}
