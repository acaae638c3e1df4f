{#
    The score that ranks compare: the rounded score if the node says so (`rank_rounded`), else the unrounded one.
    `scores`, `node`: the relations with the score and with the node's columns.
#}
{% macro compared_score(scores, node) -%}
    {%- set score = scores ~ '.score' -%}
    case when {{ node }}.rank_rounded then {{ composite_index.round_score(score, node) }} else {{ score }} end
{%- endmacro %}
