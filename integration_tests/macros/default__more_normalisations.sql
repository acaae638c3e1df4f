{# The entries of this project's normalisations, except within_band, which the variable more_normalisations names. #}
{% macro default__more_normalisations() %}
    {{ return({
        'half_or_whole': {'reads': ['scale_lower', 'scale_upper'], 'needs_ranks': True},
        'deviations': {'reads': ['statistics_period'], 'leaves_scale': ['always'], 'constant_undefined': True},
    }) }}
{% endmacro %}
