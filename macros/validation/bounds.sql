{#
    What `input_bounds` may bound, and the bound where it says nothing; `none` is no bound. The suites in
    expectations/composite_index/suites compare each measure with its bound.

    `scale` says that the default is a share of the width of the node's scale. `of`: the nodes that a bound without
    node_id, or the default, is for.
#}
{% macro bounds() %}
    {{ return({
        'weights_sum': {'of': 'parent', 'default': none},
        'imputed_share': {'of': 'indicator', 'default': 0.5},
        'dominance': {'of': 'indicator', 'default': 0.999},
        'beyond_goalposts_share': {'of': 'indicator', 'default': 0.8},
        'quarantined_share': {'of': 'index', 'default': 0.05},
        'changed_parameters': {'of': 'node', 'default': 0},
        'appeared_units': {'of': 'index', 'default': 0},
        'vanished_units': {'of': 'index', 'default': 0},
        'revised_share': {'of': 'indicator', 'default': 0.25},
        'score_revision': {'of': 'index', 'default': 0.05, 'scale': true},
        'rank_revision': {'of': 'index', 'default': none},
        'score_change': {'of': 'index', 'default': none},
        'rank_change': {'of': 'index', 'default': none},
        'unchanged_share': {'of': 'index', 'default': 0.95},
        'mean_shift': {'of': 'indicator', 'default': 3},
    }) }}
{% endmacro %}

{# Their names. #}
{% macro bounded_measures() %}
    {{ return(composite_index.bounds().keys() | list) }}
{% endmacro %}
