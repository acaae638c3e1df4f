{#
    The outlier treatments that a framework may name, and the parameters that each reads: a dictionary by name.

    skew_kurtosis    winsorise point by point while skewness and kurtosis are too large, then take a log
    percentiles      winsorise to the percentiles winsorise_lower and winsorise_upper
#}
{% macro outlier_treatments() %}
    {{ return({
        'skew_kurtosis': {'reads': ['winsorise_points', 'log_winsorised', 'outlier_log']},
        'percentiles': {'reads': ['winsorise_lower', 'winsorise_upper']},
    }) }}
{% endmacro %}
