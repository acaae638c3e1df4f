{#
    Common table expressions. Reads `placed`, `weighted` and `parents`.

    `below`, what a node has below it:

    indicators              number of indicators
    nodes_without_scale     number of nodes whose scores lie on no scale
    sum_of_scale_lower, sum_of_scale_upper    of a sum: the scales of its parts, times their weights

    `scales`, the scale of a node: as declared, or for a sum without one that of its parts. `scales_of_children`: the lowest and
    the highest end among a node's children, and whether they differ.
#}
{% macro nodes_below() -%}
{%- set without_scale = composite_index.quoted(
    composite_index.methods_that(composite_index.aggregations(), 'leaves_scale', 'always')) -%}
-- A node with all nodes below it. If one has no scale, such as a z-score or a rank, no node above it has one, up to a node
-- with its own scale. A sum has the sum of the scales of its parts.
below as (

    select
        above.node_key,
        count(case when parents.node_key is null then 1 end) as indicators,
        count(
            case
                when placed.level_of_own_scale >= above.level then null
                when parents.node_key is null or weighted.normalisation is not null
                    then case when {{ composite_index.leaves_scale('weighted') }} then 1 end
                when weighted.aggregation in ({{ without_scale }}) then 1
            end
        ) as nodes_without_scale,
        {%- for scale in ['scale_lower', 'scale_upper'] %}
        sum(
            case
                when not above.is_sum or placed.is_sum or placed.level_of_sum > above.level then null
                when placed.zeros_in_sum > above.zeros_in_sum then 0.0
                else weighted.{{ scale }} * placed.weight_in_sum / above.weight_in_sum
            end
        ) as sum_of_{{ scale }}{{ ',' if not loop.last }}
        {%- endfor %}
    from placed as above
    inner join placed
        on
            above.edition_key = placed.edition_key
            and substring(placed.lineage, 1, length(above.lineage)) = above.lineage
    inner join weighted
        on placed.node_key = weighted.node_key
    left join parents
        on placed.node_key = parents.node_key
    group by above.node_key

),

scales as (

    select
        weighted.node_key,
        weighted.parent_key,
        {%- for scale in ['scale_lower', 'scale_upper'] %}
        case
            when not {{ composite_index.is_filled(scale, 'weighted') }}
                then coalesce(below.sum_of_{{ scale }}, weighted.{{ scale }})
            else weighted.{{ scale }}
        end as {{ scale }}{{ ',' if not loop.last }}
        {%- endfor %}
    from weighted
    left join below
        on weighted.node_key = below.node_key

),

scales_of_children as (

    select
        parent_key as node_key,
        min(scale_lower) as scale_lower,
        max(scale_upper) as scale_upper,
        min(scale_lower) < max(scale_lower) or min(scale_upper) < max(scale_upper) as are_different
    from scales
    group by parent_key

)
{%- endmacro %}
