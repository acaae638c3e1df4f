{#
    Weighted sum: sum of weight * score, with the weights as declared, or as equal weights (1 each). A missing child counts
    with the mean of the others; if the parts have different scales, the sum has no score. The missing rule `zero` counts it as 0.
    Source: OECD/JRC Handbook (2008), step 6, "linear aggregation"; the Fragile States Index is a sum with weights of 1.
#}
{% macro default__aggregate_sum() -%}
    {{ composite_index.weighted_mean('score') }} * children_weight
{%- endmacro %}
