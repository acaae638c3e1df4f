{#
    A child's share of its parent's score: its weight as the parent's mean has used it, under the parent's rule for missing
    children; 0 where the child has no score. For int_index__points, whose columns it reads.
#}
{% macro weight_used() -%}
    coalesce(
        case
            when child.score is null then 0.0
            {%- if composite_index.words_in_use('missing_rule', ['zero']) %}
            when declared.parent_missing_rule = 'zero' then declared.weight / nullif(declared.siblings_weight, 0)
            {%- endif %}
            {%- if composite_index.words_in_use('missing_rule', ['share_equally']) %}
            when declared.parent_missing_rule = 'share_equally'
                then
                    (
                        declared.weight
                        + (declared.siblings_weight - parent.weight_with_score) / parent.children_with_score
                    ) / nullif(declared.siblings_weight, 0)
            {%- endif %}
            else declared.weight / nullif(parent.weight_with_score, 0)
        end,
        0.0
    )
{%- endmacro %}
