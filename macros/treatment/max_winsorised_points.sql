{#
    The largest number of points that the skewness and kurtosis procedure winsorises; its steps are unrolled to this
    number.
#}
{% macro max_winsorised_points() %}
    {{ return(composite_index.variable('max_winsorised_points') | int) }}
{% endmacro %}
