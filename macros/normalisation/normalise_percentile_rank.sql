{#
    Percentile rank: (rank - 1) / (n - 1) over the values present, on the node's scale; null for a single value.
    Source: COINr, n_prank.
#}
{% macro default__normalise_percentile_rank() -%}
    case when value is not null then {{ composite_index.rescale('(value_rank - 1.0) / nullif(ranked_values - 1, 0)') }} end
{%- endmacro %}
