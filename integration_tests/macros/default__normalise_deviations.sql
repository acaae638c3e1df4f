{# 50 at the mean of the towns and 50 more for each standard deviation: on no scale, so some are below 0 or above 100. #}
{% macro default__normalise_deviations() -%}
    50 + 50 * direction * (value - cohort_mean) / nullif(cohort_sd, 0)
{%- endmacro %}
