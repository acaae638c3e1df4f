{#
    A child's share of its parent's score: its weight as the parent's mean has used it, under the parent's rule for missing
    children; 0 where the child has no score. Columns: of `child` and `parent` in int_index__points.
#}
{% macro weight_used() -%}
    coalesce(
        case
            when child.score is null then 0.0
            when child.parent_missing_rule = 'zero' then child.weight / nullif(child.siblings_weight, 0)
            when child.parent_missing_rule = 'share_equally'
                then
                    (
                        child.weight
                        + (child.siblings_weight - parent.weight_with_score) / parent.children_with_score
                    ) / nullif(child.siblings_weight, 0)
            else child.weight / nullif(parent.weight_with_score, 0)
        end,
        0.0
    )
{%- endmacro %}
