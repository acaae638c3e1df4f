{#
    Copeland outranking: of every two units the one ahead on more of the children's weight wins; a unit's score is its
    wins less its losses, from 1 - n to n - 1. Equal scores count half for each side, and so does a child that one of
    the two has no score for, so that the order of the units does not matter. Null for a unit without any score.
    It compares units, so it is a query and no expression like the other aggregations.
    `children`: the relation of `int_index__scores`, a row per parent and child.
    Source: OECD/JRC Handbook (2008), step 6, "non-compensatory multi-criteria approach"; COINr, a_copeland, which gives
    a comparison with a missing score to the unit that is listed later.
#}
{% macro copeland(children) -%}
    {%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
    select
        {{ keys | join(', ') }},
        unit_id,
        cast(sum(case when lead_weight > 1e-10 then 1 when lead_weight < -1e-10 then -1 else 0 end) as {{ composite_index.type_double() }}) as score
    from (
        select
            {{ composite_index.qualified('unit', keys) }},
            unit.unit_id,
            rival.unit_id as rival_id,
            sum(
                case
                    when unit.score > rival.score then unit.weight
                    when unit.score < rival.score then -unit.weight
                    else 0.0
                end
            ) / nullif(sum(unit.weight), 0) as lead_weight
        from {{ children }} as unit
        inner join {{ children }} as rival
            on
                {{ composite_index.same_node('unit', 'rival') }}
                and unit.child_id = rival.child_id
                and unit.unit_id <> rival.unit_id
        where unit.aggregation = 'copeland'
        group by
            {{ composite_index.qualified('unit', keys) }},
            unit.unit_id,
            rival.unit_id
        having count(unit.score) > 0 and count(rival.score) > 0
    ) as duels
    group by {{ keys | join(', ') }}, unit_id
{%- endmacro %}
