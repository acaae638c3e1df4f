{#
    Adjusted Mazziotta-Pareto index: M - S * S / M, with M the weighted mean and S the standard deviation of the children's
    scores (n in the denominator, with the same weights). It lowers the score of an unbalanced profile, where more is better.
    Scores must be above 0; the published form has goalposts on a scale of 70 to 130.
    Source: Mazziotta and Pareto, On a generalized non-compensatory composite index for measuring socio-economic phenomena
    (2016).
#}
{% macro default__aggregate_mazziotta_pareto() -%}
    {{ composite_index.mean_with_spread('-') }}
{%- endmacro %}

{# The mean of the children's scores, less or plus their variance over the mean. `sign`: - or +. #}
{% macro mean_with_spread(sign) -%}
    {%- set mean = composite_index.weighted_mean('score') -%}
    {%- set squares = composite_index.weighted_mean('score * score') -%}
    {{ mean }} {{ sign }} greatest({{ squares }} - {{ mean }} * {{ mean }}, 0.0) / nullif({{ mean }}, 0)
{%- endmacro %}
