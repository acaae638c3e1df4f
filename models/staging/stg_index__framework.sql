{#- a table, because many tests and models read it and each would cast every cell again -#}

{%- set numbers = [
    'weight', 'lower', 'upper', 'target', 'mean', 'sd', 'scale_lower', 'scale_upper', 'value_min', 'value_max',
    'value_step', 'max_missing_share', 'denominator_scale', 'imputation_periods', 'winsorise_points', 'winsorise_lower',
    'winsorise_upper', 'exponent', 'min_coverage', 'screen_availability', 'screen_nonzero',
] -%}
{%- set whole_numbers = ['direction', 'round_digits', 'sort_order'] -%}
{%- set booleans = ['clip', 'log_winsorised', 'rank_rounded'] -%}
{%- set optional_columns = [
    'period', 'cohort_id', 'label_en', 'label_zh', 'description', 'unit_of_measure', 'collection_method', 'data_notice',
    'weighting', 'weight_standing',
    'direction', 'denominator', 'denominator_scale', 'imputation', 'imputation_grouping', 'imputation_periods',
    'outlier_treatment',
    'winsorise_points', 'winsorise_lower', 'winsorise_upper', 'log_winsorised', 'outlier_log', 'transformation',
    'statistics_period', 'lower', 'upper', 'clip', 'target', 'reference_unit', 'mean', 'sd',
    'scale_lower', 'scale_upper', 'value_min', 'value_max', 'value_step', 'max_missing_share', 'aggregation', 'exponent',
    'missing_rule', 'min_coverage', 'coverage_basis', 'screen_availability', 'screen_nonzero',
    'round_digits', 'round_mode', 'round_scope', 'rank_rounded', 'sort_order',
] -%}

with

source as (

    {{ composite_index.union_inputs(
        'input_framework',
        optional_columns=optional_columns,
        required_columns=['index_id', 'node_id', 'parent_id', 'weight', 'normalisation'],
    ) }}

),

typed as (

    select
        {{ composite_index.clean_text('index_id') }} as index_id,
        {{ composite_index.clean_text('period') }} as period,
        {{ composite_index.clean_text('cohort_id') }} as cohort_id,
        {{ composite_index.clean_text('node_id') }} as node_id,
        {{ composite_index.clean_text('parent_id') }} as parent_id,
        {{ composite_index.clean_text('label_en') }} as label_en,
        {{ composite_index.clean_text('label_zh') }} as label_zh,
        {{ composite_index.clean_text('description') }} as description,
        {{ composite_index.clean_text('unit_of_measure') }} as unit_of_measure,
        {{ composite_index.clean_text('collection_method') }} as collection_method,
        {{ composite_index.clean_text('data_notice') }} as data_notice,
        {{ composite_index.clean_text('weighting') }} as weighting,
        {{ composite_index.clean_number('weight') }} as weight,
        {{ composite_index.clean_text('weight_standing') }} as weight_standing,
        coalesce({{ composite_index.clean_whole_number('direction') }}, 1) as direction,
        {{ composite_index.clean_text('denominator') }} as denominator,
        coalesce({{ composite_index.clean_number('denominator_scale') }}, 1) as denominator_scale,
        {{ composite_index.clean_text('imputation') }} as imputation,
        {{ composite_index.clean_text('imputation_grouping') }} as imputation_grouping,
        {{ composite_index.clean_number('imputation_periods') }} as imputation_periods,
        {{ composite_index.clean_text('outlier_treatment') }} as outlier_treatment,
        coalesce({{ composite_index.clean_number('winsorise_points') }}, {{ composite_index.max_winsorised_points() }})
            as winsorise_points,
        coalesce({{ composite_index.clean_number('winsorise_lower') }}, 0) as winsorise_lower,
        coalesce({{ composite_index.clean_number('winsorise_upper') }}, 1) as winsorise_upper,
        coalesce({{ composite_index.clean_boolean('log_winsorised') }}, false) as log_winsorised,
        coalesce({{ composite_index.clean_text('outlier_log') }}, 'shifted') as outlier_log,
        {{ composite_index.clean_text('transformation') }} as transformation,
        {{ composite_index.clean_text('normalisation') }} as normalisation,
        {{ composite_index.clean_text('statistics_period') }} as statistics_period,
        {{ composite_index.clean_number('lower') }} as lower,
        {{ composite_index.clean_number('upper') }} as upper,
        coalesce({{ composite_index.clean_boolean('clip') }}, true) as clip,
        {{ composite_index.clean_number('target') }} as target,
        {{ composite_index.clean_text('reference_unit') }} as reference_unit,
        coalesce({{ composite_index.clean_number('mean') }}, 0) as mean,
        coalesce({{ composite_index.clean_number('sd') }}, 1) as sd,
        coalesce({{ composite_index.clean_number('scale_lower') }}, 0) as scale_lower,
        coalesce({{ composite_index.clean_number('scale_upper') }}, 100) as scale_upper,
        {{ composite_index.clean_number('value_min') }} as value_min,
        {{ composite_index.clean_number('value_max') }} as value_max,
        {{ composite_index.clean_number('value_step') }} as value_step,
        coalesce({{ composite_index.clean_number('max_missing_share') }}, 0) as max_missing_share,
        {{ composite_index.clean_text('aggregation') }} as aggregation,
        {{ composite_index.clean_number('exponent') }} as exponent,
        {{ composite_index.clean_text('missing_rule') }} as missing_rule,
        coalesce({{ composite_index.clean_number('min_coverage') }}, 0) as min_coverage,
        coalesce({{ composite_index.clean_text('coverage_basis') }}, 'weight') as coverage_basis,
        {{ composite_index.clean_number('screen_availability') }} as screen_availability,
        {{ composite_index.clean_number('screen_nonzero') }} as screen_nonzero,
        {{ composite_index.clean_whole_number('round_digits') }} as round_digits,
        coalesce({{ composite_index.clean_text('round_mode') }}, 'half_up') as round_mode,
        coalesce({{ composite_index.clean_text('round_scope') }}, 'shown') as round_scope,
        coalesce({{ composite_index.clean_boolean('rank_rounded') }}, false) as rank_rounded,
        {{ composite_index.clean_whole_number('sort_order') }} as sort_order,
        {{ composite_index.unreadable_cells(numbers, booleans, whole_numbers) }} as unreadable,
        {{ composite_index.filled_columns(optional_columns + ['weight', 'normalisation']) }} as filled,
        input_file,
        input_row
    from source

)

select * from typed
