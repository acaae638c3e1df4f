{#
    The variables that the package reads. A test holds that no other is read and that each default is the one that is read;
    the docs list them from here, and Python reads this as a literal: names, texts, numbers and lists only.

    `is`: what a value is. `relations` one relation or a list; `word` and `words` one, or a list, of `words`; `names` a name
    or a list of names; `levels` a list of levels; `whole_number` and `number` of `least` or more. Without `default` the
    variable may be left out and says nothing.
#}
{% macro package_variables() %}
    {{ return({
        'input_observations': {'is': 'relations', 'says': 'observations'},
        'input_framework': {'is': 'relations', 'says': 'framework'},
        'input_units': {'is': 'relations', 'says': 'units'},
        'input_groups': {'is': 'relations', 'says': 'groups'},
        'input_tiers': {'is': 'relations', 'says': 'tiers'},
        'input_lookups': {'is': 'relations', 'says': 'scores of categories'},
        'input_weights': {'is': 'relations', 'says': 'weights by method and expert'},
        'input_comparisons': {'is': 'relations', 'says': 'comparisons of siblings'},
        'input_bounds': {'is': 'relations', 'says': 'bounds of measures'},
        'other_columns': {'is': 'names', 'default': [], 'says': 'columns of the inputs that are not meant for the package'},
        'on_violation': {
            'is': 'word', 'words': ['strict', 'quarantine'], 'default': 'strict',
            'says': 'whether a row that breaks a rule stops the build or is set aside',
        },
        'accept_drift': {
            'is': 'names', 'default': [], 'says': 'indices whose published editions are meant to change, or all',
        },
        'recompute': {
            'is': 'word', 'words': ['all', 'touched'], 'default': 'all',
            'says': 'whether all editions are computed or those whose inputs have changed',
        },
        'suite_paths': {'is': 'names', 'default': [], 'says': 'folders of the project with suites of its own'},
        'suggested_weights': {
            'is': 'words', 'words': ['entropy', 'standard_deviation', 'pca'],
            'default': ['entropy', 'standard_deviation', 'pca'], 'says': 'methods whose weights index_weights suggests',
        },
        'score_levels': {'is': 'levels', 'says': 'levels of which scores are published; all where it is left out'},
        'rank_levels': {'is': 'levels', 'says': 'levels of which scores are ranked; all where it is left out'},
        'more_normalisations': {'is': 'names', 'default': [], 'says': 'normalisations that the project adds'},
        'more_aggregations': {'is': 'names', 'default': [], 'says': 'aggregations that the project adds'},
        'max_depth': {'is': 'whole_number', 'least': 1, 'default': 8, 'says': 'most levels below the index'},
        'max_winsorised_points': {'is': 'whole_number', 'least': 0, 'default': 5, 'says': 'most points that are winsorised'},
        'max_consistency_ratio': {
            'is': 'number', 'least': 0, 'default': 0.1, 'says': 'consistency ratio above which an expert is named in a warning',
        },
        'copeland_max_units': {
            'is': 'whole_number', 'least': 1, 'default': 1000, 'says': 'most units of a cohort that copeland compares',
        },
        'units_per_batch': {
            'is': 'whole_number', 'least': 1, 'default': 100000, 'says': 'how many units are scored at a time',
        },
        'units_per_range': {
            'is': 'whole_number', 'least': 1, 'default': 50000, 'says': 'how many units are ranked at a time',
        },
    }) }}
{% endmacro %}
