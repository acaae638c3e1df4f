{#
    The variables that the package reads. Tests check that the package reads no other and that each default here is in
    use. docs/reference/variables.md is made from this list. Python reads it as a literal: names, texts, numbers and
    lists only.

    `is`: the kind of value. `relations` one relation or a list; `word` and `words` one, or a list, of `words`; `name` one text; `names` a name
    or a list of names; `levels` a list of levels; `whole_number` and `number` of `least` or more. A variable without
    `default` may be left out.
#}
{% macro package_variables() %}
    {{ return({
        'input_observations': {'is': 'relations', 'says': 'the observations'},
        'input_framework': {'is': 'relations', 'says': 'the framework'},
        'input_units': {'is': 'relations', 'says': 'the units'},
        'input_groups': {'is': 'relations', 'says': 'the groups'},
        'input_tiers': {'is': 'relations', 'says': 'the tiers'},
        'input_lookups': {'is': 'relations', 'says': 'the scores of categories'},
        'input_overrides': {'is': 'relations', 'says': 'the values, scores and inclusions that the publisher decided'},
        'input_weights': {'is': 'relations', 'says': 'the weights by method and expert'},
        'input_comparisons': {'is': 'relations', 'says': 'the pairwise comparisons of siblings'},
        'input_bounds': {'is': 'relations', 'says': 'the bounds of measures'},
        'other_columns': {'is': 'names', 'default': [], 'says': 'columns of the inputs that the package should ignore without a warning'},
        'on_violation': {
            'is': 'word', 'words': ['strict', 'quarantine'], 'default': 'strict',
            'says': 'whether a row that breaks a rule stops the build or is set aside',
        },
        'accept_drift': {
            'is': 'names', 'default': [], 'says': 'indices whose published editions may change in this build, or all',
        },
        'draft': {
            'is': 'names', 'default': [],
            'says': 'indices that are being set up, or all: nothing compares their results with those of the last build',
        },
        'suite_paths': {'is': 'names', 'default': [], 'says': 'folders with suites of your own'},
        'suggested_weights': {
            'is': 'words', 'words': ['entropy', 'standard_deviation', 'critic', 'pca'],
            'default': ['entropy', 'standard_deviation', 'pca'], 'says': 'methods of the weights that index_weights suggests',
        },
        'score_levels': {'is': 'levels', 'says': 'levels whose scores are published; all by default'},
        'rank_levels': {'is': 'levels', 'says': 'levels whose scores are ranked; all by default'},
        'more_normalisations': {'is': 'names', 'default': [], 'says': 'normalisations that your project adds'},
        'more_aggregations': {'is': 'names', 'default': [], 'says': 'aggregations that your project adds'},
        'max_depth': {'is': 'whole_number', 'least': 1, 'default': 8, 'says': 'largest number of levels below the index'},
        'max_winsorised_points': {'is': 'whole_number', 'least': 0, 'default': 5, 'says': 'largest number of points that may be winsorised'},
        'max_consistency_ratio': {
            'is': 'number', 'least': 0, 'default': 0.1, 'says': 'consistency ratio above which a warning names the expert',
        },
        'copeland_max_units': {
            'is': 'whole_number', 'least': 1, 'default': 1000, 'says': 'largest cohort that copeland compares',
        },
        'published_path': {
            'is': 'name',
            'says': 'the file that readers open, on DuckDB; by default published/NAME beside the database NAME',
        },
        'published_formats': {
            'is': 'words', 'words': ['duckdb', 'parquet'], 'default': ['duckdb', 'parquet'],
            'says': 'what each version is written as, on DuckDB; duckdb always is',
        },
        'parquet_max_rows': {
            'is': 'whole_number', 'least': 0, 'default': 5000000,
            'says': 'most rows of a published table for which a version is written as Parquet too',
        },
        'reader_roles': {
            'is': 'names', 'default': [], 'says': 'roles of PostgreSQL that may read the published schema, and nothing else',
        },
        'kept_versions': {
            'is': 'whole_number', 'least': 1, 'default': 5, 'says': 'number of published versions that are kept',
        },
        'units_per_batch': {
            'is': 'whole_number', 'least': 1, 'default': 100000, 'says': 'number of units that are scored at a time',
        },
        'units_per_range': {
            'is': 'whole_number', 'least': 1, 'default': 50000, 'says': 'number of units that are ranked at a time',
        },
    }) }}
{% endmacro %}
