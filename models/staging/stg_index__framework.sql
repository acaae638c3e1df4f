{#- a table, because many tests and models read it, and each would cast every cell again -#}

{%- set columns = {
    'index_id': {},
    'period': {},
    'cohort_id': {},
    'node_id': {},
    'parent_id': {},
    'label_en': {},
    'label_zh': {},
    'description': {},
    'unit_of_measure': {},
    'collection_method': {},
    'data_notice': {},
    'weighting': {},
    'entropy_offset': {'is': 'number'},
    'weight': {'is': 'number'},
    'weight_standing': {},
    'direction': {'is': 'whole_number', 'default': 1},
    'denominator': {},
    'denominator_scale': {'is': 'number', 'default': 1},
    'imputation': {},
    'imputation_grouping': {},
    'imputation_periods': {'is': 'number'},
    'outlier_treatment': {},
    'winsorise_points': {'is': 'number', 'default': composite_index.max_winsorised_points()},
    'winsorise_lower': {'is': 'number', 'default': 0},
    'winsorise_upper': {'is': 'number', 'default': 1},
    'log_winsorised': {'is': 'boolean', 'default': 'false'},
    'outlier_log': {'default': "'shifted'"},
    'transformation': {},
    'normalisation': {},
    'statistics_period': {},
    'lower': {'is': 'number'},
    'upper': {'is': 'number'},
    'clip': {'is': 'boolean', 'default': 'true'},
    'target': {'is': 'number'},
    'target_upper': {'is': 'number'},
    'reference_unit': {},
    'mean': {'is': 'number', 'default': 0},
    'sd': {'is': 'number', 'default': 1},
    'scale_lower': {'is': 'number', 'default': 0},
    'scale_upper': {'is': 'number', 'default': 100},
    'value_min': {'is': 'number'},
    'value_max': {'is': 'number'},
    'value_step': {'is': 'number'},
    'max_missing_share': {'is': 'number', 'default': 0},
    'aggregation': {},
    'exponent': {'is': 'number'},
    'geometric_floor': {'is': 'number'},
    'missing_rule': {},
    'min_coverage': {'is': 'number', 'default': 0},
    'coverage_basis': {'default': "'weight'"},
    'min_children': {'is': 'whole_number'},
    'screen_availability': {'is': 'number'},
    'screen_nonzero': {'is': 'number'},
    'round_digits': {'is': 'whole_number'},
    'round_mode': {'default': "'half_up'"},
    'round_scope': {'default': "'shown'"},
    'rank_rounded': {'is': 'boolean', 'default': 'false'},
    'sort_order': {'is': 'whole_number'},
} -%}
{%- set required = ['index_id', 'node_id', 'parent_id', 'weight', 'normalisation'] -%}
{%- set filled = columns | reject('in', ['index_id', 'node_id', 'parent_id']) | list -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_framework',
        optional_columns=columns | reject('in', required) | list,
        required_columns=required,
    ) }}

),

cells as (

    {{ composite_index.read_cells('source', columns, filled) }}

),

typed as (

    {{ composite_index.typed_cells('cells', columns, filled=true) }}

)

select * from typed
