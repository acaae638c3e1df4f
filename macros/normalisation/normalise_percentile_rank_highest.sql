{#
    Percentile rank in which ties share the highest rank: (highest rank - 1) / (n - 1) over the values present. It equals 1
    minus the percentile rank of the opposite order: some indices rank in ascending order and turn the result around.
    Source: CDC/ATSDR Social Vulnerability Index 2022, documentation, for variables where less is more vulnerable.
#}
{% macro default__normalise_percentile_rank_highest() -%}
    {%- set highest_rank = '(2 * value_rank_average - value_rank)' -%}
    {%- set share = '(' ~ highest_rank ~ ' - 1.0) / nullif(ranked_values - 1, 0)' -%}
    case when value is not null then {{ composite_index.rescale(share) }} end
{%- endmacro %}
