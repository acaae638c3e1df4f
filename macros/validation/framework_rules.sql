{# The rules of the framework's suite that a row explains, and the columns of the row that they are about. #}
{% macro framework_rules() %}
    {{ return({
        'missing_weights': ['weight'],
        'negative_weight': ['weight'],
        'weights_without_share': ['weight'],
        'weights_gap': [],
        'shares_out_of_range': ['max_missing_share', 'min_coverage', 'screen_availability', 'screen_nonzero'],
        'disordered_bounds': ['value_min', 'value_max', 'value_step', 'scale_lower', 'scale_upper'],
        'disordered_goalposts': ['transformation', 'lower', 'upper'],
        'winsorising_out_of_range': ['winsorise_lower', 'winsorise_upper', 'winsorise_points'],
        'missing_parameters': ['normalisation', 'transformation', 'target', 'reference_unit', 'sd'],
        'undefined_aggregations': ['aggregation', 'exponent', 'missing_rule'],
    }) }}
{% endmacro %}

{# Those columns for a message, `lower = 5, upper = blank`. Reads `nodes`, and `profile` for the sum of weights. #}
{% macro framework_cells(rule) -%}
    {%- if rule == 'weights_gap' -%}
        'the weights of its children add up to ' || {{ composite_index.shown_double('profile.weights_sum') }}
        || ' and not to ' || {{ composite_index.shown_double('profile.declared_weights_sum') }}
    {%- else -%}
        {%- for column in composite_index.framework_rules()[rule] -%}
            {{ ' || ' if not loop.first }}'{{ ', ' if not loop.first }}{{ column }} = '
            || coalesce(
                {%- if column in ['transformation', 'normalisation', 'reference_unit', 'aggregation', 'missing_rule'] %}
                nodes.{{ column }}
                {%- else %}
                {{ composite_index.shown_double('nodes.' ~ column) }}
                {%- endif %}, 'blank')
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
