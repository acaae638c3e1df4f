{#
    The weighted mean of an expression of the child's score, under the parent's rule for missing children:
    sum(w * term) / sum(w) over the children that have a score. Under `share_equally` each of them also gets an equal
    part of the missing weight. Every weighted aggregation is a function of such a mean.
#}
{% macro weighted_mean(term) -%}
    {%- set plain -%}
    sum(weight * {{ term }}) / nullif(sum(case when score is not null then weight end), 0)
    {%- endset -%}
    {%- if not composite_index.words_in_use('missing_rule', ['share_equally']) -%}
    ({{ plain }})
    {%- else -%}
    (
        case
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
