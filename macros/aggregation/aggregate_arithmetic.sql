{#
    Weighted arithmetic mean over the children that have a score: sum(weight * score) / sum(weight), so that the
    weights are renormalised over them. Null where none has a score or their weights are all zero.
    Source: OECD/JRC Handbook (2008), step 6, "linear aggregation".
#}
{% macro default__aggregate_arithmetic() -%}
    sum(child.weight * child.score) / nullif(sum(case when child.score is not null then child.weight end), 0)
{%- endmacro %}
