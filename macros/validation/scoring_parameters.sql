{# The columns of a node that scores depend on: a change of one of them changes what the index measures. #}
{% macro scoring_parameters() %}
    {{ return([
        'parent_id', 'weighting', 'entropy_offset', 'weight', 'direction', 'denominator', 'denominator_scale', 'imputation',
        'imputation_grouping', 'imputation_periods', 'outlier_treatment', 'winsorise_points', 'winsorise_lower',
        'winsorise_upper', 'log_winsorised', 'outlier_log', 'transformation', 'normalisation', 'statistics_period',
        'lower', 'upper', 'clip', 'target', 'target_upper', 'reference_unit', 'mean', 'sd', 'scale_lower', 'scale_upper', 'aggregation',
        'exponent', 'geometric_floor', 'missing_rule', 'min_coverage', 'coverage_basis', 'min_children', 'screen_availability', 'screen_nonzero',
        'round_digits', 'round_mode', 'round_scope', 'rank_rounded',
    ]) }}
{% endmacro %}

{# These parameters of a relation as text, with commas between them, so that all are compared and shown alike. #}
{% macro scoring_parameters_as_text(nodes) -%}
    {%- for parameter in composite_index.scoring_parameters() -%}
        cast({{ nodes }}.{{ parameter }} as {{ dbt.type_string() }}) as {{ parameter }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
