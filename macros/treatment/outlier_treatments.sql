{# The treatments of outliers that a framework may name. #}
{% macro outlier_treatments() %}
    {{ return(['skew_kurtosis', 'percentiles']) }}
{% endmacro %}
