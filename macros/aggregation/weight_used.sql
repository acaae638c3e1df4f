{#
    A child's share of its parent's score: the weight that the parent's mean used, under the parent's rule for missing
    children; 0 where the child has no score. Reads the columns of `child`, `nodes` and `parent` in int_index__points.
#}
{% macro weight_used() -%}
    coalesce(
        case
            when child.score is null then 0.0
            when nodes.parent_missing_rule = 'zero' then nodes.weight / nullif(nodes.siblings_weight, 0)
            when nodes.parent_missing_rule = 'share_equally'
                then
                    (
                        nodes.weight
                        + (nodes.siblings_weight - parent.weight_with_score) / parent.children_with_score
                    ) / nullif(nodes.siblings_weight, 0)
            else nodes.weight / nullif(parent.weight_with_score, 0)
        end,
        0.0
    )
{%- endmacro %}
