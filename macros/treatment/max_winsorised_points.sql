{# How many points the skewness and kurtosis procedure may winsorise at most; it is unrolled to this number. #}
{% macro max_winsorised_points() %}
    {{ return(var('max_winsorised_points', 5) | int) }}
{% endmacro %}
