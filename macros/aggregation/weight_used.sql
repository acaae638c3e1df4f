{#
    A child's share of its parent's score: the weight that the parent's mean used, under the parent's rule for missing
    children; 0 where the child has no score. For a part of a sum it is the weight itself, not the share. Reads the columns of
    `child`, `nodes` and `parent` in int_index__points.
    `weight`: the child's weight. `with_sums`: whether a node of this run is a sum.
#}
{% macro weight_used(weight='nodes.weight', with_sums=true) -%}
    coalesce(
        case
            when child.score is null then 0.0
            when nodes.parent_missing_rule = 'zero' then {{ weight }} / nullif(nodes.siblings_weight, 0)
            when nodes.parent_missing_rule = 'share_equally'
                then
                    (
                        {{ weight }}
                        + (nodes.siblings_weight - parent.weight_with_score) / parent.children_with_score
                    ) / nullif(nodes.siblings_weight, 0)
            else {{ weight }} / nullif(parent.weight_with_score, 0)
        end
        {%- if with_sums %} * case when nodes.is_part_of_sum then nodes.siblings_weight else 1.0 end{% endif %},
        0.0
    )
{%- endmacro %}
