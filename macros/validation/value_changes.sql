{#
    A query: the values of each indicator beside those of the period before, a row per unit that has a value then. Also
    `usual_value` and `compared_usual_value`, the same after denomination, and whether the unit is one of the sample.
    Statistics look at a sample of units, because a median of a thousand says as much as that of a million.
    `neighbours`: see neighbouring_nodes. `edition_units`, `denominated`: the relations.
#}
{% macro value_changes(denominated, neighbours='neighbours', edition_units='edition_units') -%}
    select
        pairs.node_key,
        pairs.earlier_key,
        earlier.unit_key,
        given.value,
        earlier.value as compared_value,
        given.treated_value as usual_value,
        earlier.treated_value as compared_usual_value,
        mod(earlier.unit_key, pairs.units_per_sampled) = 0 as is_sampled
    from (
        select
            neighbours.edition_key,
            neighbours.node_key,
            neighbours.earlier_key,
            sizes.units_per_sampled
        from {{ neighbours }} as neighbours
        inner join ({{ composite_index.sample_sizes(edition_units) }}) as sizes
            on neighbours.edition_key = sizes.edition_key
        where neighbours.is_indicator
    ) as pairs
    inner join {{ edition_units }} as members
        on pairs.edition_key = members.edition_key
    inner join {{ denominated }} as earlier
        on
            pairs.earlier_key = earlier.node_key
            and members.unit_key = earlier.unit_key
    left join {{ denominated }} as given
        on
            pairs.node_key = given.node_key
            and earlier.unit_key = given.unit_key
    where earlier.value is not null
{%- endmacro %}

{# A query: of how many units of an edition a statistic looks at one, so that it looks at about 1,000, or at all of fewer. #}
{% macro sample_sizes(edition_units) -%}
    select
        edition_key,
        cast(ceil(count(*) / 1000.0) as {{ dbt.type_int() }}) as units_per_sampled
    from {{ edition_units }}
    group by edition_key
{%- endmacro %}

{# Fewer values than these have no statistic. #}
{% macro fewest_values() -%}
    8
{%- endmacro %}

{# A query: the nodes of each edition beside the same node of the period before. `nodes`: the relation. #}
{% macro neighbouring_nodes(nodes='nodes') -%}
    select
        later.*,
        earlier.node_key as earlier_key,
        earlier.period as compared_period
    from (
        select
            nodes.*,
            editions.previous_period
        from {{ nodes }} as nodes
        inner join (
            select
                edition_key,
                lag(period) over (partition by index_id, scenario_id, cohort_id order by period_order) as previous_period
            from (
                select distinct
                    edition_key,
                    index_id,
                    scenario_id,
                    cohort_id,
                    period,
                    period_order
                from {{ nodes }}
            ) as listed
        ) as editions
            on nodes.edition_key = editions.edition_key
    ) as later
    inner join {{ nodes }} as earlier
        on
            {{ composite_index.same_key('later', 'earlier', ['index_id', 'scenario_id', 'cohort_id', 'node_id']) }}
            and later.previous_period = earlier.period
{%- endmacro %}

{# Whether a value has no more decimals than these; of -1 decimal it is a multiple of 10. #}
{% macro has_decimals(value, decimals) -%}
    abs({{ value }} * 1e{{ decimals }} - round({{ value }} * 1e{{ decimals }})) <= 0.000001
{%- endmacro %}
