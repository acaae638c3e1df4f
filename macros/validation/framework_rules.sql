{# The rules of the framework's suite that a row explains, and the columns that they are about. #}
{% macro framework_rules() %}
    {{ return({
        'missing_weights': ['weight'],
        'negative_weight': ['weight'],
        'weights_without_share': ['weight'],
        'weights_gap': [],
        'shares_out_of_range': ['max_missing_share', 'min_coverage', 'screen_availability', 'screen_nonzero'],
        'disordered_bounds': ['value_min', 'value_max', 'value_step', 'scale_lower', 'scale_upper'],
        'disordered_goalposts': ['normalisation', 'transformation', 'lower', 'target', 'target_upper', 'upper'],
        'winsorising_out_of_range': ['winsorise_lower', 'winsorise_upper', 'winsorise_points'],
        'missing_parameters': ['normalisation', 'transformation', 'target', 'reference_unit', 'sd'],
        'undefined_aggregations': ['aggregation', 'exponent', 'missing_rule'],
        'undefined_weightings': ['weighting'],
        'moving_weights': ['weighting', 'statistics_period'],
        'parameters_without_meaning': [],
        'other_scales': [],
        'unresolved_scores': ['normalisation', 'mean', 'sd', 'scale_lower', 'scale_upper'],
        'lost_weights': [],
    }) }}
{% endmacro %}

{#
    Those columns for a message: `lower = 5, upper = blank`. Reads `nodes`; for the sum of weights `profile`,
    `siblings`.
#}
{% macro framework_cells(rule) -%}
    {%- if rule == 'weights_gap' -%}
        'the weights of its children add up to ' || {{ composite_index.shown_double('profile.weights_sum') }}
        || ' and not to ' || {{ composite_index.shown_double('profile.declared_weights_sum') }} || ': ' || siblings.weights
    {%- elif rule == 'parameters_without_meaning' -%}
        {{ composite_index.cells_without_meaning() }}
    {%- elif rule == 'other_scales' -%}
        concat(
            'the scale is ', {{ composite_index.shown_double('nodes.scale_lower') }}, ' to ',
            {{ composite_index.shown_double('nodes.scale_upper') }}, ' and its children ',
            case
                when nodes.sum_of_scale_upper is not null
                    then concat(
                        'add up to ', {{ composite_index.shown_double('nodes.sum_of_scale_lower') }}, ' to ',
                        {{ composite_index.shown_double('nodes.sum_of_scale_upper') }}
                    )
                when profile.largest_scale is null then 'have none'
                else concat(
                    'have ', {{ composite_index.shown_double('profile.lowest_scale') }}, ' to ',
                    {{ composite_index.shown_double('profile.smallest_scale') }},
                    case
                        when profile.smallest_scale = profile.largest_scale then ''
                        else ' or ' || {{ composite_index.shown_double('profile.largest_scale') }}
                    end
                )
            end
        )
    {%- elif rule == 'lost_weights' -%}
        'weight = ' || {{ composite_index.shown_double('nodes.weight') }} || ' is less than 1e-12 of all its siblings have'
    {%- else -%}
        {%- for column in composite_index.framework_rules()[rule] -%}
            {{ ' || ' if not loop.first }}'{{ ', ' if not loop.first }}{{ column }} = '
            || coalesce(
                {%- if column in [
                    'transformation', 'normalisation', 'reference_unit', 'aggregation', 'missing_rule', 'weighting',
                    'statistics_period',
                ] %}
                nodes.{{ column }}
                {%- else %}
                {{ composite_index.shown_double('nodes.' ~ column) }}
                {%- endif %}, 'blank')
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
