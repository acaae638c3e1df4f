{# Two parts the lowest score and one part the highest: the worst part of a town decides how livable it is. #}
{% macro default__aggregate_two_thirds_worst() -%}
    (2 * min(score) + max(score)) / 3
{%- endmacro %}
