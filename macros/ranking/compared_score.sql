{#
    The score that ranks compare: the shown one where the node says so (`rank_rounded`), else the score itself.
    `scores`, `node`: relations of the query that have the score and the node's columns.
#}
{% macro compared_score(scores, node) -%}
    {%- set score = scores ~ '.score' -%}
    case when {{ node }}.rank_rounded then {{ composite_index.round_score(score, node) }} else {{ score }} end
{%- endmacro %}
