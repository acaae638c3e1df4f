{%- set methods = composite_index.normalisations() -%}
{%- set means = composite_index.aggregations() -%}
{%- set scaled = composite_index.methods_that_read(methods, 'scale_upper') -%}
{%- set unscaled = composite_index.quoted(methods | reject('in', scaled)) -%}
{%- set unscaled_means = composite_index.quoted(composite_index.methods_that(means, 'leaves_scale', 'always')) -%}
{%- set with_deviation = composite_index.quoted(composite_index.methods_that(methods, 'needs', 'sd')) -%}
{#- when a parameter counts as missing; any other parameter is missing if it is blank -#}
{%- set missing = {
    'target': "nodes.target is null or (coalesce(nodes.transformation, '') in ('log', 'log10') and nodes.target <= 0)",
    'sd': 'not nodes.sd > 0',
} -%}
{%- set lowest_as_transformed = composite_index.transform(
    'coalesce(nodes.lower, nodes.target)', 'nodes.transformation'
) -%}
{%- set is_on_scale -%}
(has_scale or coalesce(normalisation not in ({{ unscaled }}), false))
{%- endset -%}
{%- set is_off_scale -%}
(normalisation in ({{ unscaled }}) or (normalisation is null and aggregation in ({{ unscaled_means }})))
{%- endset -%}
with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

children as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id as node_id,
        sum(weight) as weights_sum,
        -- whether a child may be on a scale, and the scales of the children that are
        max(case when is_indicator then 0 else 1 end) as has_parents,
        max(case when {{ is_off_scale }} then 0 else 1 end) as may_have_scale,
        min(case when {{ is_on_scale }} then scale_lower end) as lowest_scale,
        min(case when {{ is_on_scale }} then scale_upper end) as smallest_scale,
        max(case when {{ is_on_scale }} then scale_upper end) as largest_scale
    from nodes
    where parent_id is not null
    group by index_id, scenario_id, period, cohort_id, parent_id

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.weight,
        case when nodes.weight is null and not nodes.weight_is_from_data then 1 else 0 end as missing_weights,
        case when nodes.weight is not null and nodes.weight_share is null then 1 else 0 end as weights_without_share,
        children.weights_sum,
        bounds.max_weights_sum as declared_weights_sum,
        abs(children.weights_sum - bounds.max_weights_sum) as weights_gap,
        case
            when
                nodes.max_missing_share between 0 and 1
                and nodes.min_coverage between 0 and 1
                and coalesce(nodes.screen_availability, 0) between 0 and 1
                and coalesce(nodes.screen_nonzero, 0) between 0 and 1
                then 0
            else 1
        end as shares_out_of_range,
        case
            when
                coalesce(nodes.value_min <= nodes.value_max, true)
                and coalesce(nodes.value_step > 0, true)
                and nodes.scale_lower < nodes.scale_upper
                then 0
            else 1
        end as disordered_bounds,
        case
            when
                coalesce(nodes.normalisation, '')
                not in ({{ composite_index.quoted(composite_index.methods_that(methods, 'needs', 'upper')) }})
                or (
                    nodes.lower < nodes.upper
                    and (coalesce(nodes.transformation, '') not in ('log', 'log10') or nodes.lower > 0)
                    and (coalesce(nodes.transformation, '') <> 'sqrt' or nodes.lower >= 0)
                )
                then 0
            else 1
        end
        {%- for method in composite_index.methods_that(methods, 'disordered_where') %}
        + case
            when
                nodes.normalisation = '{{ method }}'
                and (
                    coalesce({{ methods[method].disordered_where }}, false)
                    or (
                        coalesce(nodes.lower, nodes.target) is not null
                        and {{ lowest_as_transformed }} is null
                    )
                )
                then 1
            else 0
        end
        {%- endfor %} as disordered_goalposts,
        case
            when
                nodes.winsorise_lower >= 0
                and nodes.winsorise_lower < nodes.winsorise_upper
                and nodes.winsorise_upper <= 1
                and nodes.winsorise_points between 0 and {{ composite_index.max_winsorised_points() }}
                then 0
            else 1
        end as winsorising_out_of_range,
        case
            when nodes.normalisation is null then 0
            {%- for method, entry in methods.items() %}
            {%- for parameter in entry.get('needs', []) if parameter not in ('lower', 'upper') %}
            when
                nodes.normalisation = '{{ method }}'
                and ({{ missing.get(parameter, 'nodes.' ~ parameter ~ ' is null') }})
                then 1
            {%- endfor %}
            {%- endfor %}
            else 0
        end as missing_parameters,
        case
            when nodes.is_indicator then 0
            {%- for mean, entry in means.items() %}
            {%- for parameter in entry.get('needs', []) %}
            when nodes.aggregation = '{{ mean }}' and nodes.{{ parameter }} is null then 1
            {%- endfor %}
            {%- if entry.get('undefined_under') %}
            when
                nodes.aggregation = '{{ mean }}'
                and nodes.missing_rule in ({{ composite_index.quoted(entry.undefined_under) }})
                then 1
            {%- endif %}
            {%- endfor %}
            else 0
        end as undefined_aggregations,
        case
            when not nodes.weights_are_from_data then 0
            -- weights from scores of parents would depend on themselves
            when children.has_parents = 1 then 1
            when nodes.weighting = 'entropy' and children.lowest_scale is null then 1
            else 0
        end as undefined_weightings,
        case when nodes.weights_are_from_data then 1 else 0 end as moving_weights,
        {% for column, parameter in composite_index.framework_parameters().items() -%}
        case when {{ composite_index.is_without_meaning(column, parameter) }} then 1 else 0 end
        {{ '+ ' if not loop.last }}
        {%- endfor %}as parameters_without_meaning,
        children.may_have_scale,
        children.lowest_scale,
        children.smallest_scale,
        children.largest_scale,
        {{ composite_index.is_on_another_scale() }} as other_scales,
        case
            when
                nodes.normalisation in ({{ with_deviation }})
                -- a deviation of 0 counts as a missing parameter
                and nodes.sd <> 0 and (nodes.sd < 1e-6 or nodes.sd < 1e-9 * abs(nodes.mean))
                then 1
            when
                coalesce(nodes.normalisation not in ({{ with_deviation }}), true)
                and (
                    nodes.scale_upper - nodes.scale_lower < 1e-6
                    or nodes.scale_upper - nodes.scale_lower < 1e-9 * abs(nodes.scale_lower)
                )
                then 1
            else 0
        end as unresolved_scores,
        case when nodes.weight > 0 and nodes.weight_share < 1e-12 then 1 else 0 end as lost_weights
    from nodes
    inner join bounds
        on {{ composite_index.same_node('nodes', 'bounds') }}
    left join children
        on {{ composite_index.same_node('nodes', 'children') }}

)

select * from final
