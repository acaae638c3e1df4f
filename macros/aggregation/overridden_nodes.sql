{#
    A query: the nodes of a level, with the scores that the publisher decided in place of those computed. The computed score
    stays beside it as the aggregated score. A decided score has a row even if the unit has no value below the node.
    A unit that is not scored gets none. Reads `overridden_scores`, `included_units` and `computed_level_<level>`.
#}
{% macro overridden_nodes(level) -%}
    {%- set counts = [
        'coverage', 'imputed_indicators', 'indicators_with_score', 'undefined_children', 'children_with_score',
    ] -%}
    select
        {%- for key in ['edition_key', 'unit_key', 'node_key', 'parent_key', 'weight'] %}
        coalesce(computed.{{ key }}, decided.{{ key }}) as {{ key }},
        {%- endfor %}
        computed.value,
        computed.treated_value,
        computed.treatment,
        case when decided.node_key is null then computed.aggregated_score else computed.score end as aggregated_score,
        case when decided.node_key is null then computed.score else decided.score end as score,
        {%- for count in counts %}
        {%- if count == 'undefined_children' %}
        case when decided.node_key is null then computed.undefined_children else 0 end as undefined_children,
        {%- else %}
        coalesce(computed.{{ count }}, 0) as {{ count }},
        {%- endif %}
        {%- endfor %}
        computed.weight_with_score
    from computed_level_{{ level }} as computed
    full outer join (
        select overridden_scores.*
        from overridden_scores
        inner join included_units as included
            on
                overridden_scores.edition_key = included.edition_key
                and overridden_scores.unit_key = included.unit_key
        where overridden_scores.level = {{ level }}
    ) as decided
        on
            computed.node_key = decided.node_key
            and computed.unit_key = decided.unit_key
{%- endmacro %}
