{#
    Copeland outranking: of every two units the one ahead on more of the children's weight wins; a unit's score is its
    wins less its losses, from 1 - n to n - 1. Equal scores, but for noise, count half for each side, and so does a child that one of
    the two has no score for, so that the order of the units does not matter. Null for a unit without any score.
    It compares units, so it is a query and no expression like the other aggregations.
    `children`: the relation of `int_index__scores`, a row per parent and child.
    Source: OECD/JRC Handbook (2008), step 6, "non-compensatory multi-criteria approach"; COINr, a_copeland, which gives
    a comparison with a missing score to the unit that is listed later.
#}
{% macro copeland(children) -%}
    {%- set pool = ['node_key', 'child_key'] -%}
    with

    duelling as (

        select * from {{ children }}
        where aggregation = 'copeland'

    ),

    measured as (

        {{ composite_index.beside_aggregates('duelling', pool, {'magnitude': 'max(abs(score))'}) }}

    ),

    compared as (

        select
            *,
            {{ composite_index.without_noise('score', pool, 'magnitude') }} as compared_score
        from measured

    )

    select
        node_key,
        unit_key,
        cast(sum(case when lead_weight > 1e-10 then 1 when lead_weight < -1e-10 then -1 else 0 end) as {{ composite_index.type_double() }}) as score
    from (
        select
            unit.node_key,
            unit.unit_key,
            rival.unit_key as rival_key,
            sum(
                case
                    when unit.compared_score > rival.compared_score then unit.weight
                    when unit.compared_score < rival.compared_score then -unit.weight
                    else 0.0
                end
            ) / nullif(sum(unit.weight), 0) as lead_weight
        from compared as unit
        inner join compared as rival
            on
                unit.node_key = rival.node_key
                and unit.child_key = rival.child_key
                and unit.unit_key <> rival.unit_key
        group by
            unit.node_key,
            unit.unit_key,
            rival.unit_key
        having count(unit.score) > 0 and count(rival.score) > 0
    ) as duels
    group by node_key, unit_key
{%- endmacro %}
