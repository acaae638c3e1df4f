{# The treatments of outliers that a framework may name, and the parameters that each reads: a dictionary by name. #}
{% macro outlier_treatments() %}
    {{ return({
        'skew_kurtosis': {'reads': ['winsorise_points', 'log_winsorised', 'outlier_log']},
        'percentiles': {'reads': ['winsorise_lower', 'winsorise_upper']},
    }) }}
{% endmacro %}
