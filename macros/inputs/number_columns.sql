{# The columns of the inputs that hold numbers or yes and no, in any input; all others hold text. #}
{% macro number_columns() %}
    {{ return([
        'value', 'weight', 'ratio', 'bound', 'direction', 'lower', 'upper', 'target', 'target_upper', 'mean',
        'sd', 'scale_lower', 'scale_upper', 'value_min', 'value_max', 'value_step', 'max_missing_share',
        'denominator_scale', 'imputation_periods', 'winsorise_points', 'winsorise_lower', 'winsorise_upper',
        'exponent', 'geometric_floor', 'entropy_offset', 'min_coverage', 'min_children', 'screen_availability',
        'screen_nonzero', 'round_digits', 'sort_order', 'clip', 'log_winsorised', 'rank_rounded', 'input_row',
    ]) }}
{% endmacro %}
