{#
    1 where a parent's scale is not that of its children, or not the sum of the scales of its parts; else 0. Reads `nodes` and
    `children` of int_index__framework_profile.
#}
{% macro is_on_another_scale() -%}
{%- set means = composite_index.aggregations() -%}
{%- set unscaled_means = composite_index.quoted(composite_index.methods_that(means, 'leaves_scale', 'always')) -%}
    case
        when nodes.is_indicator or nodes.has_own_scale or nodes.aggregation in ({{ unscaled_means }}) then 0
        when nodes.sum_of_scale_upper is not null
            then case
                when
                    {{ composite_index.is_same('nodes.scale_lower', 'nodes.sum_of_scale_lower', 'nodes.scale_upper') }}
                    and {{ composite_index.is_same('nodes.scale_upper', 'nodes.sum_of_scale_upper') }}
                    then 0
                else 1
            end
        when
            nodes.scale_lower > children.lowest_scale
            or nodes.scale_upper <> children.smallest_scale
            or nodes.scale_upper <> children.largest_scale
            then 1
        -- a mean that needs its scale reads it, whatever scales its children have
        when
            children.may_have_scale = 0
            and nodes.aggregation
            not in ({{ composite_index.quoted(composite_index.methods_that(means, 'needs', 'scale_upper')) }})
            and (
                {{ composite_index.is_filled('scale_lower', 'nodes') }}
                or {{ composite_index.is_filled('scale_upper', 'nodes') }}
            )
            then 1
        else 0
    end
{%- endmacro %}
