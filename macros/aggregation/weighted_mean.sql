{#
    The weighted mean of an expression of the child's score, under the parent's rule for missing children:
    sum(w * term) / sum(w) over the children that have a score. Under `share_equally` each of them also gets an equal
    part of the missing weight. Every weighted aggregation is a function of such a mean. A parent that rounds to the nearest
    double takes exact sums, because the last digit decides there.
#}
{% macro weighted_mean(term) -%}
    {%- set parents = composite_index.parents_in_use() -%}
    {%- set weights = 'case when score is not null then weight end' -%}
    {#- a power of 2 that brings the weights near 1 and changes no digit -#}
    {%- set near_one = 'power(2.0, -floor(ln(nullif(children_weight, 0)) / ln(2.0)))' -%}
    {%- set plain -%}
    sum(weight * {{ term }}) / nullif(sum({{ weights }}), 0)
    {%- endset -%}
    {%- if not parents.exact and not composite_index.words_in_use('missing_rule', ['share_equally']) -%}
    ({{ plain }})
    {%- else -%}
    (
        case
            {%- if parents.exact %}
            when round_mode = 'nearest_double' and missing_rule <> 'share_equally'
                then
                    {{ composite_index.exact_sum('weight * ' ~ near_one ~ ' * ' ~ term) }}
                    / nullif({{ composite_index.exact_sum('(' ~ weights ~ ') * ' ~ near_one) }}, 0)
            {%- endif %}
            when missing_rule = 'share_equally' then
                (
                    sum(weight * {{ term }})
                    + sum({{ term }}) * sum(case when score is null then weight else 0.0 end) / nullif(count(score), 0)
                ) / nullif(sum(weight), 0)
            else {{ plain }}
        end
    )
    {%- endif -%}
{%- endmacro %}
