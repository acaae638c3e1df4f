{#
    Which column of the framework goes with what: where it stands otherwise nothing reads it, which the suite `framework`
    makes an error. The docs list this table, and Python reads it as a literal. Columns that are not in it are for any node.

    `is`: number, whole, text or yes_no. `when`: what the row must be, one or another: `of` an indicator, a parent, the index, a
    child (any node below the index) or any node; `with` other columns that have one of the words, or `any` word; `without`
    other columns that have none of the words.
    `neutral`: what may stand anywhere, because it says what holds anyway.

    A method that a project adds may read what any method of its step reads. Who overrides one of the package's methods
    overrides `default__framework_parameters` too, if it reads more.
#}
{% macro framework_parameters() %}
    {% set parameters = adapter.dispatch('framework_parameters', 'composite_index')() %}
    {% set added = {
        'normalisation': composite_index.list_of_names('more_normalisations'),
        'aggregation': composite_index.list_of_names('more_aggregations'),
    } %}
    {% for parameter in parameters.values() %}
        {% for case in parameter.when %}
            {% for column, words in case.get('with', {}).items() if column in added %}
                {% do words.extend(added[column]) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(parameters) }}
{% endmacro %}

{% macro default__framework_parameters() %}
    {{ return({
        'weight': {'is': 'number', 'neutral': 1, 'when': [{'of': 'child'}]},
        'weighting': {'is': 'text', 'when': [{'of': 'parent'}]},
        'direction': {'is': 'whole', 'neutral': 1, 'when': [{'of': 'indicator'}]},
        'denominator': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'denominator_scale': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'denominator': ['any']}}]},
        'imputation': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'imputation_grouping': {
            'is': 'text', 'when': [{'of': 'indicator', 'with': {'imputation': ['group_mean', 'group_median']}}],
        },
        'imputation_periods': {
            'is': 'number',
            'when': [{
                'of': 'indicator', 'with': {'imputation': ['last_value', 'constant', 'linear', 'linear_constant']},
            }],
        },
        'outlier_treatment': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'winsorise_points': {
            'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': ['skew_kurtosis']}}],
        },
        'winsorise_lower': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': ['percentiles']}}]},
        'winsorise_upper': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': ['percentiles']}}]},
        'log_winsorised': {
            'is': 'yes_no', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': ['skew_kurtosis']}}],
        },
        'outlier_log': {'is': 'text', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': ['skew_kurtosis']}}]},
        'transformation': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'normalisation': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'statistics_period': {
            'is': 'text',
            'when': [{
                'of': 'indicator',
                'with': {'normalisation': [
                    'min_max', 'z_score', 'rank', 'rank_average', 'percentile_rank', 'borda', 'distance_to_target',
                    'distance_to_reference', 'distance_to_maximum', 'fraction_of_maximum',
                ]},
            }],
        },
        'lower': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'normalisation': ['goalposts', 'scaled']}}]},
        'upper': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'normalisation': ['goalposts', 'scaled']}}]},
        'clip': {
            'is': 'yes_no', 'when': [{'of': 'indicator', 'with': {'normalisation': ['goalposts', 'distance_to_target']}}],
        },
        'target': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'normalisation': ['distance_to_target']}}]},
        'reference_unit': {
            'is': 'text', 'when': [{'of': 'indicator', 'with': {'normalisation': ['distance_to_reference']}}],
        },
        'mean': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'normalisation': ['z_score']}}]},
        'sd': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'normalisation': ['z_score']}}]},
        'scale_lower': {
            'is': 'number',
            'when': [
                {'of': 'indicator', 'without': {'normalisation': ['z_score', 'rank', 'rank_average', 'borda']}},
                {'of': 'parent', 'without': {'aggregation': ['copeland']}},
            ],
        },
        'scale_upper': {
            'is': 'number',
            'when': [
                {'of': 'indicator', 'without': {'normalisation': ['z_score', 'rank', 'rank_average', 'borda']}},
                {'of': 'parent', 'without': {'aggregation': ['copeland']}},
            ],
        },
        'value_min': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'value_max': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'value_step': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'max_missing_share': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'aggregation': {'is': 'text', 'when': [{'of': 'parent'}]},
        'exponent': {'is': 'number', 'when': [{'of': 'parent', 'with': {'aggregation': ['generalised']}}]},
        'missing_rule': {'is': 'text', 'when': [{'of': 'parent'}]},
        'min_coverage': {'is': 'number', 'when': [{'of': 'parent'}]},
        'coverage_basis': {'is': 'text', 'when': [{'of': 'parent', 'with': {'min_coverage': ['any']}}]},
        'screen_availability': {'is': 'number', 'when': [{'of': 'index'}]},
        'screen_nonzero': {'is': 'number', 'when': [{'of': 'index'}]},
        'round_mode': {'is': 'text', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
        'round_scope': {'is': 'text', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
        'rank_rounded': {'is': 'yes_no', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
    }) }}
{% endmacro %}
