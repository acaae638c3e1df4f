{# Two parts the lowest score and one part the highest: a town is as livable as what is worst in it. #}
{% macro default__aggregate_two_thirds_worst() -%}
    (2 * min(score) + max(score)) / 3
{%- endmacro %}
