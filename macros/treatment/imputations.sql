{#
    The imputations that a framework may name: mean and median over the cohort in the period, group_mean and
    group_median over the unit's group in the grouping that `imputation_grouping` names, last_value of an earlier period.
    Source: OECD/JRC Handbook (2008), step 3, "Imputation of missing data".
#}
{% macro imputations() %}
    {{ return(['mean', 'median', 'group_mean', 'group_median', 'last_value']) }}
{% endmacro %}
