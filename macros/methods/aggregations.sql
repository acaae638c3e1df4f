{#
    The aggregations that a framework may name, and what each needs: a dictionary by name.
    The formula of one is the macro `aggregate_<name>` in macros/aggregation.

    needs               parameters of the framework that it gives no score without
    reads               further parameters that it reads; the framework may set no others for it
    leaves_scale        `always` if its scores are on no scale
    own_scale           whether its scores are on the node's scale whatever scale the children have
    adds_up             whether the points of the children add up to those of the node
    is_sum              whether the score is as large as the parts together, so that the scale is too
    compares_units      whether a score depends on other units, so that all units are computed in one query
    undefined_child     the child for which it gives no score: a condition on the columns that `aggregate` lists
    undefined_under     the rules for missing children that it cannot follow

    A project adds methods, or changes these entries, in its own macro `default__more_aggregations`.
    The variable `more_aggregations` adds a method by name alone. A key that such an entry lacks restricts nothing.
#}
{% macro aggregations() %}
    {{ return(composite_index.with_methods_of_host(
        composite_index.own_aggregations(), composite_index.list_of_names('more_aggregations'),
        adapter.dispatch('more_aggregations', 'composite_index')()
    )) }}
{% endmacro %}

{% macro own_aggregations() %}
    {{ return({
        'arithmetic': {'reads': ['scale_lower', 'scale_upper'], 'adds_up': True},
        'sum': {'reads': ['scale_lower', 'scale_upper'], 'adds_up': True, 'is_sum': True},
        'geometric': {
            'reads': ['geometric_floor', 'scale_lower', 'scale_upper'],
            'undefined_child': 'score <= 0',
            'undefined_under': ['zero'],
        },
        'harmonic': {
            'reads': ['geometric_floor', 'scale_lower', 'scale_upper'],
            'undefined_child': 'score <= 0',
            'undefined_under': ['zero'],
        },
        'generalised': {
            'needs': ['exponent'],
            'reads': ['geometric_floor', 'scale_lower', 'scale_upper'],
            'undefined_child': 'score <= 0',
            'undefined_under': ['zero'],
        },
        'inverse_geometric': {
            'needs': ['scale_lower', 'scale_upper'],
            'reads': [],
            'undefined_child': 'score >= scale_upper + case when scale_lower > 0 then scale_lower else (scale_upper - scale_lower) / 9.0 end',
        },
        'minimum': {'reads': ['scale_lower', 'scale_upper'], 'undefined_under': ['share_equally']},
        'maximum': {'reads': ['scale_lower', 'scale_upper'], 'undefined_under': ['share_equally']},
        'median': {'reads': ['scale_lower', 'scale_upper'], 'undefined_under': ['share_equally']},
        'mazziotta_pareto': {
            'reads': [],
            'leaves_scale': ['always'],
            'undefined_child': 'score <= 0',
            'undefined_under': ['zero'],
        },
        'mazziotta_pareto_upward': {
            'reads': [],
            'leaves_scale': ['always'],
            'undefined_child': 'score <= 0',
            'undefined_under': ['zero'],
        },
        'topsis': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'own_scale': True,
            'compares_units': True,
            'undefined_under': ['share_equally'],
        },
        'copeland': {
            'reads': [],
            'leaves_scale': ['always'],
            'compares_units': True,
            'undefined_under': ['share_equally'],
        },
    }) }}
{% endmacro %}

{% macro default__more_aggregations() %}
    {{ return({}) }}
{% endmacro %}
