{#
    Which rows of the framework may fill in a column. In any other row nothing would read the cell, so the suite
    `framework` makes it an error. The docs list this table. Columns that it leaves out are for any node.

    `is`: number, whole, text or yes_no. `when`: the rows, one condition or another. `of`: an indicator, a parent, the
    index, a child (any node below the index) or any node. `with`: other columns that have one of the words, or `any`
    word.
    `without`: other columns that have none of the words. `readers`: the methods that read the column, by their entries
    in macros/methods. `others`: the methods that do not.
    `neutral`: the value that may be anywhere, because it states the default.

    `default__more_normalisations` and `default__more_aggregations` say what a project's methods read. A project may
    also override this table, with names of methods for `readers`.
#}
{% macro framework_parameters() %}
    {% set parameters = adapter.dispatch('framework_parameters', 'composite_index')() %}
    {% set methods = {
        'normalisation': composite_index.normalisations(),
        'aggregation': composite_index.aggregations(),
        'imputation': composite_index.imputations(),
        'outlier_treatment': composite_index.outlier_treatments(),
    } %}
    {% set own = {
        'normalisation': composite_index.own_normalisations(),
        'aggregation': composite_index.own_aggregations(),
    } %}
    {% for column, parameter in parameters.items() %}
        {% for case in parameter.when %}
            {% set asked, refused = case.get('with', {}), case.get('without', {}) %}
            {% for step in methods if step in asked or step in refused %}
                {% set readers = composite_index.methods_that_read(methods[step], column) %}
                {% if asked.get(step) == 'readers' %}
                    {% do asked.update({step: readers}) %}
                {#- a project's table names methods, but not those that the project adds -#}
                {% elif step in asked and step in own %}
                    {% do asked[step].extend(readers | reject('in', own[step]) | reject('in', asked[step]) | list) %}
                {% elif refused.get(step) == 'others' %}
                    {% do refused.update({step: methods[step] | reject('in', readers) | list}) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(parameters) }}
{% endmacro %}

{% macro default__framework_parameters() %}
    {{ return({
        'weight': {'is': 'number', 'neutral': 1, 'when': [{'of': 'child'}]},
        'weighting': {'is': 'text', 'when': [{'of': 'parent'}]},
        'entropy_offset': {'is': 'number', 'when': [{'of': 'parent', 'with': {'weighting': ['entropy']}}]},
        'direction': {
            'is': 'whole',
            'neutral': 1,
            'when': [
                {'of': 'indicator', 'without': {'normalisation': ['distance_to_interval', 'distance_to_median']}},
                {
                    'of': 'parent',
                    'with': {'normalisation': ['any']},
                    'without': {'normalisation': ['distance_to_interval', 'distance_to_median']},
                },
            ],
        },
        'denominator': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'denominator_scale': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'denominator': ['any']}}]},
        'imputation': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'imputation_grouping': {
            'is': 'text',
            'when': [
                {'of': 'indicator', 'with': {'imputation': 'readers'}},
                {'of': 'parent', 'with': {'missing_rule': ['group_mean']}},
            ],
        },
        'imputation_periods': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'imputation': 'readers'}}]},
        'outlier_treatment': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'winsorise_points': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': 'readers'}}]},
        'winsorise_lower': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': 'readers'}}]},
        'winsorise_upper': {'is': 'number', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': 'readers'}}]},
        'log_winsorised': {'is': 'yes_no', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': 'readers'}}]},
        'outlier_log': {'is': 'text', 'when': [{'of': 'indicator', 'with': {'outlier_treatment': 'readers'}}]},
        'transformation': {'is': 'text', 'when': [{'of': 'indicator'}]},
        'normalisation': {'is': 'text', 'when': [{'of': 'any node'}]},
        'statistics_period': {
            'is': 'text',
            'when': [
                {'of': 'any node', 'with': {'normalisation': 'readers'}},
                {'of': 'parent', 'with': {'aggregation': 'readers'}},
                {'of': 'parent', 'with': {'weighting': ['entropy', 'standard_deviation', 'critic', 'pca']}},
            ],
        },
        'lower': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'upper': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'clip': {'is': 'yes_no', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'target': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'target_upper': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'reference_unit': {'is': 'text', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'mean': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'sd': {'is': 'number', 'when': [{'of': 'any node', 'with': {'normalisation': 'readers'}}]},
        'scale_lower': {
            'is': 'number',
            'when': [
                {'of': 'indicator', 'without': {'normalisation': 'others'}},
                {'of': 'parent', 'without': {'aggregation': 'others', 'normalisation': 'others'}},
                {'of': 'parent', 'with': {'normalisation': 'readers'}},
            ],
        },
        'scale_upper': {
            'is': 'number',
            'when': [
                {'of': 'indicator', 'without': {'normalisation': 'others'}},
                {'of': 'parent', 'without': {'aggregation': 'others', 'normalisation': 'others'}},
                {'of': 'parent', 'with': {'normalisation': 'readers'}},
            ],
        },
        'value_min': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'value_max': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'value_step': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'max_missing_share': {'is': 'number', 'when': [{'of': 'indicator'}]},
        'aggregation': {'is': 'text', 'when': [{'of': 'parent'}]},
        'exponent': {'is': 'number', 'when': [{'of': 'parent', 'with': {'aggregation': 'readers'}}]},
        'geometric_floor': {'is': 'number', 'when': [{'of': 'parent', 'with': {'aggregation': 'readers'}}]},
        'missing_rule': {'is': 'text', 'when': [{'of': 'parent'}]},
        'min_coverage': {'is': 'number', 'when': [{'of': 'parent'}]},
        'coverage_basis': {'is': 'text', 'when': [{'of': 'parent', 'with': {'min_coverage': ['any']}}]},
        'min_children': {'is': 'whole', 'when': [{'of': 'parent'}]},
        'screen_availability': {'is': 'number', 'when': [{'of': 'index'}]},
        'screen_nonzero': {'is': 'number', 'when': [{'of': 'index'}]},
        'round_mode': {'is': 'text', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
        'round_scope': {'is': 'text', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
        'rank_rounded': {'is': 'yes_no', 'when': [{'of': 'any node', 'with': {'round_digits': ['any']}}]},
    }) }}
{% endmacro %}
