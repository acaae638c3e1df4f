{#
    The imputations that a framework may name.

    mean, median                 of the cohort in the period
    group_mean, group_median     of the unit's group in the grouping that `imputation_grouping` names
    sibling_mean                 how well the unit does on the indicators under the same parent, and
    indicator_mean               on all of the index: the mean of (value - worst) / (best - worst), carried over to the
                                 indicator's own range
    last_value                   of an earlier period
    constant                     of an earlier period, and before the first value that one
    linear                       on the line between the values before and after, by the distance of periods
    linear_constant              the same, and before the first and after the last value that one

    `imputation_periods` bounds how many of the index's periods away a value may be that is used.
    Source: OECD/JRC Handbook (2008), step 3, "Imputation of missing data"; COINr, Impute and impute_panel.
#}
{% macro imputations() %}
    {{ return([
        'mean', 'median', 'group_mean', 'group_median', 'sibling_mean', 'indicator_mean', 'last_value', 'constant', 'linear',
        'linear_constant',
    ]) }}
{% endmacro %}
