{#
    The normalisations that a framework may name, and what each needs: a dictionary by name.
    The formula of one is the macro `normalise_<name>` in macros/normalisation.

    needs                parameters of the framework that it gives no score without
    reads                further parameters that it reads; the framework may set no others for it
    leaves_scale         when its scores may lie outside scale_lower and scale_upper, so that no bounds apply: `always`;
                         `unclipped` if clip is false; `carried` if the statistics are another period's
    needs_ranks          whether its formula reads value_rank, value_rank_average or ranked_values
    needs_median         whether its formula reads cohort_median
    disordered_where     when its parameters have no meaning together: a condition on the framework's row `nodes`
    constant_undefined   whether it gives no score if all values are equal (docs/decisions/0003)
    undefined_where      when the cohort's statistics give no score or reverse the order: a condition on the columns
                         of the macro `undefined_scores`

    A project adds methods, or changes these entries, in its own macro `default__more_normalisations`.
    The variable `more_normalisations` adds a method by name alone. A key that such an entry lacks restricts nothing:
    the method may read every parameter and the ranks, and its scores lie on the scale.
#}
{% macro normalisations() %}
    {{ return(composite_index.with_methods_of_host(
        composite_index.own_normalisations(), composite_index.list_of_names('more_normalisations'),
        adapter.dispatch('more_normalisations', 'composite_index')()
    )) }}
{% endmacro %}

{% macro own_normalisations() %}
    {{ return({
        'identity': {'reads': ['scale_lower', 'scale_upper']},
        'min_max': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['carried'],
            'constant_undefined': True,
        },
        'goalposts': {'needs': ['lower', 'upper'], 'reads': ['clip', 'scale_lower', 'scale_upper']},
        'scaled': {
            'needs': ['lower', 'upper'],
            'reads': ['scale_lower', 'scale_upper'],
            'leaves_scale': ['always'],
        },
        'z_score': {
            'needs': ['sd'],
            'reads': ['mean', 'statistics_period'],
            'leaves_scale': ['always'],
            'constant_undefined': True,
        },
        'rank': {'reads': ['statistics_period'], 'leaves_scale': ['always'], 'needs_ranks': True},
        'rank_average': {'reads': ['statistics_period'], 'leaves_scale': ['always'], 'needs_ranks': True},
        'percentile_rank': {'reads': ['statistics_period', 'scale_lower', 'scale_upper'], 'needs_ranks': True},
        'percentile_rank_highest': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'needs_ranks': True,
        },
        'exponential_rank': {'reads': ['statistics_period', 'scale_lower', 'scale_upper'], 'needs_ranks': True},
        'borda': {'reads': ['statistics_period'], 'leaves_scale': ['always'], 'needs_ranks': True},
        'distance_to_target': {
            'needs': ['target'],
            'reads': ['clip', 'statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['unclipped', 'carried'],
            'undefined_where': 'coalesce(direction * target <= direction * worst or target_is_worst, true)',
        },
        'distance_to_reference': {
            'needs': ['reference_unit'],
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['always'],
            'undefined_where': 'coalesce(reference_is_worst, true)',
        },
        'distance_to_maximum': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['carried'],
            'constant_undefined': True,
        },
        'fraction_of_maximum': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['always'],
            'undefined_where': 'best <= 0 or (direction < 0 and lowest_value <= 0)',
        },
        'distance_to_interval': {
            'needs': ['target'],
            'reads': ['target_upper', 'lower', 'upper', 'clip', 'statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['unclipped'],
            'disordered_where': 'nodes.target > nodes.target_upper or nodes.lower >= nodes.target '
                'or nodes.upper <= coalesce(nodes.target_upper, nodes.target) or (nodes.lower is null) <> (nodes.upper is null)',
        },
        'distance_to_median': {
            'reads': ['lower', 'upper', 'clip', 'statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['unclipped'],
            'needs_median': True,
            'constant_undefined': True,
            'disordered_where': 'nodes.lower >= nodes.upper or (nodes.lower is null) <> (nodes.upper is null)',
            'undefined_where': 'coalesce(cohort_median <= lower or cohort_median >= upper, false)',
        },
        'vector': {
            'reads': ['statistics_period', 'scale_lower', 'scale_upper'],
            'leaves_scale': ['always'],
            'undefined_where': 'worst = 0 and best = 0',
        },
        'lookup': {'reads': ['scale_lower', 'scale_upper']},
    }) }}
{% endmacro %}

{% macro default__more_normalisations() %}
    {{ return({}) }}
{% endmacro %}

{# The normalisations for which values are ranked: those that need ranks, and a project's own that do not say. #}
{% macro methods_that_may_need_ranks() %}
    {% set methods = composite_index.normalisations() %}
    {% set found = composite_index.methods_that(methods, 'needs_ranks') %}
    {% for name, entry in methods.items() if name not in composite_index.own_normalisations() and 'needs_ranks' not in entry %}
        {% do found.append(name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
