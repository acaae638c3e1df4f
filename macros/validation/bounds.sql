{#
    What `input_bounds` may bound, and the bound where it says nothing; `none` is no bound. The suites in
    expectations/composite_index_gates/suites compare each measure with its bound.

    `scale` says that the default is a share of the width of the node's scale. `of`: the nodes that a bound without
    node_id, or the default, is for. `share`: no more than 1.
#}
{% macro bounds() %}
    {{ return({
        'weights_sum': {'of': 'parent', 'default': none},
        'imputed_share': {'of': 'indicator', 'default': 0.5, 'share': true},
        'copied_share': {'of': 'indicator', 'default': 0.5, 'share': true},
        'copied_units': {'of': 'indicator', 'default': 0},
        'total_units': {'of': 'indicator', 'default': 0},
        'mixed_values': {'of': 'indicator', 'default': 0},
        'lone_zeros': {'of': 'indicator', 'default': 0},
        'dominance': {'of': 'indicator', 'default': 0.999, 'share': true},
        'beyond_goalposts_share': {'of': 'indicator', 'default': 0.8, 'share': true},
        'quarantined_share': {'of': 'index', 'default': 0.05, 'share': true},
        'changed_parameters': {'of': 'node', 'default': 0},
        'appeared_units': {'of': 'index', 'default': 0},
        'vanished_units': {'of': 'index', 'default': 0},
        'revised_share': {'of': 'indicator', 'default': 0.25, 'share': true},
        'score_revision': {'of': 'index', 'default': 0.05, 'scale': true},
        'rank_revision': {'of': 'index', 'default': none},
        'score_change': {'of': 'index', 'default': none},
        'rank_change': {'of': 'index', 'default': none},
        'unchanged_share': {'of': 'index', 'default': 0.95, 'share': true},
        'mean_shift': {'of': 'indicator', 'default': 3},
        'spread_shift': {'of': 'indicator', 'default': 10},
        'order_shift': {'of': 'indicator', 'default': 0.3},
        'median_shift': {'of': 'indicator', 'default': 5},
        'change_spread': {'of': 'indicator', 'default': 5},
        'leap': {'of': 'indicator', 'default': 8},
        'leaping_share': {'of': 'indicator', 'default': 0.2, 'share': true},
        'emptied_values': {'of': 'indicator', 'default': 0},
        'stale_share': {'of': 'indicator', 'default': 0.8, 'share': true},
        'rounded_share': {'of': 'indicator', 'default': 0.4, 'share': true},
        'stale_units': {'of': 'index', 'default': 0},
        'tier_shift': {'of': 'index', 'default': 0.3, 'share': true},
        'period_parameters': {'of': 'node', 'default': 0},
    }) }}
{% endmacro %}

{# Their names. #}
{% macro bounded_measures() %}
    {{ return(composite_index.bounds().keys() | list) }}
{% endmacro %}

{#
    The bound of each measure as a column `max_<measure>`, comma after comma: what `input_bounds` says of the node, else of
    all, else the default. `nodes`, `bounds`: aliases; a row of the one with all rows of the other that may be for it.
    A bound that is declared blank takes the default away.
#}
{% macro bound_columns(nodes, bounds) -%}
    {%- for measure, declared in composite_index.bounds().items() -%}
        {%- set of_node = bounds ~ ".measure = '" ~ measure ~ "' and " ~ bounds ~ ".node_id is not null" -%}
        {%- set of_all = bounds ~ ".measure = '" ~ measure ~ "' and " ~ bounds ~ ".node_id is null" -%}
        case
            when count(case when {{ of_node }} then 1 end) > 0 then max(case when {{ of_node }} then {{ bounds }}.bound end)
            {%- if declared.of == 'index' %}
            when coalesce(min({{ nodes }}.level), 1) > 0 then null
            {%- elif declared.of == 'indicator' %}
            when min(case when {{ nodes }}.is_indicator then 1 else 0 end) = 0 then null
            {%- elif declared.of == 'parent' %}
            when max(case when {{ nodes }}.is_indicator then 1 else 0 end) = 1 then null
            {%- endif %}
            when count(case when {{ of_all }} then 1 end) > 0 then max(case when {{ of_all }} then {{ bounds }}.bound end)
            {%- if declared.default is none %}
            {%- elif declared.scale %}
            when min(case when {{ nodes }}.has_scale then 1 else 0 end) = 1
                then {{ declared.default }} * max({{ nodes }}.scale_upper - {{ nodes }}.scale_lower)
            {%- else %}
            else {{ declared.default }}
            {%- endif %}
        end as max_{{ measure }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Those of them that an edition has against the period before it. They stop where something is published, else they warn. #}
{% macro measures_between_periods() %}
    {{ return([
        'mean_shift', 'spread_shift', 'order_shift', 'median_shift', 'change_spread', 'leaping_share',
        'period_parameters', 'unchanged_share', 'score_change', 'rank_change',
    ]) }}
{% endmacro %}

{# And those that only warn: a unit may change that much. #}
{% macro warnings_between_periods() %}
    {{ return(['leap', 'emptied_values', 'stale_share', 'rounded_share', 'stale_units', 'tier_shift']) }}
{% endmacro %}

{# Those of both that are of the edition as a whole, and not of the values of a node. #}
{% macro measures_of_the_edition() %}
    {{ return(['period_parameters', 'unchanged_share', 'score_change', 'rank_change', 'stale_units', 'tier_shift']) }}
{% endmacro %}
