{#
    z-score: mean + sd * direction * (value - cohort_mean) / cohort_sd, with the framework's mean and sd (blank: 0 and
    1). cohort_sd has n - 1 in its denominator; if it is 0, the score is null (docs/decisions/0003).
    Source: OECD/JRC Handbook (2008), step 5, "Standardization (or z-scores)".
#}
{% macro default__normalise_z_score() -%}
    mean + sd * direction * (value - cohort_mean) / nullif(cohort_sd, 0)
{%- endmacro %}
