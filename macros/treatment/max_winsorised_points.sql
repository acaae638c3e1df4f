{# How many points the skewness and kurtosis procedure may winsorise at most; it is unrolled to this number. #}
{% macro max_winsorised_points() %}
    {{ return(composite_index.variable('max_winsorised_points') | int) }}
{% endmacro %}
