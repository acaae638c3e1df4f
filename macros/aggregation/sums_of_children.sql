{#
    What a parent counts of its children, beside the mean of their scores: aggregate expressions over `children` of
    int_index__scores. `filled`: whether a child may have the mean score of a group, which is none of its own.
    `of_indicators`: whether all children are indicators. Then coverage is 1 where there is a score, and
    two sums equal two others, which the engine computes once. Whole numbers are cast, because DuckDB's sums of them are
    wide and slow to add again.
#}
{% macro sums_of_children(of_indicators, filled=false) -%}
    {%- set own_score = 'case when indicators_with_score > 0 then own_score end' if filled else 'own_score' -%}
    {%- set weight_with_score = 'sum(case when own_score is not null then weight end)' -%}
    coalesce({{ weight_with_score if of_indicators and not filled else 'sum(weight * coverage)' }}, 0) as weight_covered,
        cast(sum(imputed_indicators) as {{ dbt.type_int() }}) as imputed_indicators,
        cast(
            {{ 'count(own_score)' if of_indicators and not filled else 'sum(indicators_with_score)' }} as {{ dbt.type_int() }}
        ) as indicators_with_score,
        cast(count({{ own_score }}) as {{ dbt.type_int() }}) as children_with_score,
        {{ weight_with_score }} as weight_with_score
{%- endmacro %}
