{#
    The imputations that a framework may name, and what each needs: a dictionary by name. What they do:

    mean, median                 of the cohort in the period
    group_mean, group_median     of the unit's group in the grouping that `imputation_grouping` names
    sibling_mean                 how well the unit does on the indicators under the same parent, and
    indicator_mean               on all of the index: the mean of (value - worst) / (best - worst), carried over to the
                                 indicator's own range
    last_value                   of an earlier period
    constant                     of an earlier period, and before the first value that one
    linear                       on the line between the values before and after, by the distance of periods
    linear_constant              the same, and before the first and after the last value that one

    from     where the value comes from: other `units`, other `indicators` of the unit, or other `periods`
    needs    parameters of the framework that it gives no value without
    reads    further parameters that it reads; the framework may set no others for it

    `imputation_periods` sets how many periods away the value that it uses may be.
    Source: OECD/JRC Handbook (2008), step 3, "Imputation of missing data"; COINr, Impute and impute_panel.
#}
{% macro imputations() %}
    {{ return({
        'mean': {'from': 'units', 'reads': []},
        'median': {'from': 'units', 'reads': []},
        'group_mean': {'from': 'units', 'needs': ['imputation_grouping'], 'reads': []},
        'group_median': {'from': 'units', 'needs': ['imputation_grouping'], 'reads': []},
        'sibling_mean': {'from': 'indicators', 'reads': []},
        'indicator_mean': {'from': 'indicators', 'reads': []},
        'last_value': {'from': 'periods', 'reads': ['imputation_periods']},
        'constant': {'from': 'periods', 'reads': ['imputation_periods']},
        'linear': {'from': 'periods', 'reads': ['imputation_periods']},
        'linear_constant': {'from': 'periods', 'reads': ['imputation_periods']},
    }) }}
{% endmacro %}
