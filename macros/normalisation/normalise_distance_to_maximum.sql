{#
    Distance to the maximum: 1 - (best - value) / (best - worst) over the cohort.
    The same as min-max. It keeps its own name, because indices are documented by it. Source: COINr, n_dist2max.
#}
{% macro default__normalise_distance_to_maximum() -%}
    {{ composite_index.rescale('1 - (best - value) / nullif(best - worst, 0)') }}
{%- endmacro %}
