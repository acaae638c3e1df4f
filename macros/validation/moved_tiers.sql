{#
    A query: the units whose tier is another one than in the period before, in the shape of `int_index__change_findings`.
    `moved` is the largest share of all units by which a tier has grown or shrunk. `neighbours`: see neighbouring_nodes.
    `nodes`, `unit_tiers`: the relations.
#}
{% macro moved_tiers(neighbours='neighbours', nodes='nodes', unit_tiers='unit_tiers') -%}
    {%- set tiers_of_both -%}
        select
            neighbours.node_key,
            neighbours.compared_period,
            given.unit_key,
            given.tier_id,
            earlier.tier_id as compared_tier_id
        from {{ neighbours }} as neighbours
        inner join {{ nodes }} as earlier_nodes
            on neighbours.earlier_key = earlier_nodes.node_key
        inner join {{ unit_tiers }} as given
            on neighbours.edition_key = given.edition_key
        inner join {{ unit_tiers }} as earlier
            on
                earlier_nodes.edition_key = earlier.edition_key
                and given.unit_key = earlier.unit_key
        where neighbours.level = 0
    {%- endset %}
    select
        'tier_shift' as rule,
        moved.node_key,
        moved.unit_key,
        shares.share as moved,
        concat(
            ': tier ', moved.tier_id, ' was ', moved.compared_tier_id, ' in ', moved.compared_period
        ) as happened,
        concat(
            ' (a tier has grown or shrunk by ',
            {{ composite_index.shown_double(composite_index.round_to('shares.share', 3)) }}, ' of all units)'
        ) as besides
    from ({{ tiers_of_both }}) as moved
    inner join (
        select
            counted.node_key,
            max(abs(counted.difference)) / cast(max(counted.units) as {{ composite_index.type_double() }}) as share
        from (
            select
                listed.node_key,
                listed.tier_id,
                sum(listed.one) as difference,
                sum(count(*)) over (partition by listed.node_key) / 2 as units
            from (
                select node_key, tier_id, 1 as one from ({{ tiers_of_both }}) as now_there
                union all
                select node_key, compared_tier_id, -1 as one from ({{ tiers_of_both }}) as there_before
            ) as listed
            group by listed.node_key, listed.tier_id
        ) as counted
        where counted.units >= {{ composite_index.fewest_values() }}
        group by counted.node_key
    ) as shares
        on moved.node_key = shares.node_key
    where moved.tier_id <> moved.compared_tier_id
{%- endmacro %}
