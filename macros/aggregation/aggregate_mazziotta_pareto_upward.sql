{#
    Adjusted Mazziotta-Pareto index with the spread added: M + S * S / M, where more is worse, such as poverty. M and S as in
    `aggregate_mazziotta_pareto`. Source: Mazziotta and Pareto (2016).
#}
{% macro default__aggregate_mazziotta_pareto_upward() -%}
    {{ composite_index.mean_with_spread('+') }}
{%- endmacro %}
