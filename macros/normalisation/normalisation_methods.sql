{# The normalisations that a framework may name. #}
{% macro normalisation_methods() %}
    {{ return([
        'identity', 'min_max', 'goalposts', 'scaled', 'z_score', 'rank', 'rank_average', 'percentile_rank', 'borda',
        'distance_to_target', 'distance_to_reference', 'distance_to_maximum', 'fraction_of_maximum', 'lookup',
    ] + composite_index.list_of_names('more_normalisations')) }}
{% endmacro %}

{# Those of them that are made of ranks among the cohort's values. #}
{% macro ranking_normalisations() %}
    {{ return(['rank', 'rank_average', 'percentile_rank', 'borda']) }}
{% endmacro %}
