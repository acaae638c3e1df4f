{#
    Copeland outranking: wins minus losses; of two units the one that is ahead on more of the children's weight wins. The
    score is 1 - n to n - 1, and 0 for a unit without rivals. A child counts half for each side if the two scores are
    equal but for noise, or if one is missing, so the order of the units does not matter.
    The method compares units, so it is a query and not an expression (see the macro `aggregate`).
    Source: OECD/JRC Handbook (2008), step 6, "non-compensatory multi-criteria approach"; COINr, a_copeland. COINr lets
    the unit that is listed later win where a score is missing.
#}
{% macro default__aggregate_copeland(children) -%}
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

    ),

    scored as (

        select
            node_key,
            unit_key
        from compared
        group by node_key, unit_key
        having count(score) > 0

    ),

    duels as (

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

    )

    select
        scored.node_key,
        scored.unit_key,
        cast(
            sum(case when duels.lead_weight > 1e-10 then 1 when duels.lead_weight < -1e-10 then -1 else 0 end)
            as {{ composite_index.type_double() }}
        ) as score
    from scored
    left join duels
        on
            scored.node_key = duels.node_key
            and scored.unit_key = duels.unit_key
    group by scored.node_key, scored.unit_key
{%- endmacro %}
