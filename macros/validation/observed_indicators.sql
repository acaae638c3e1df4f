{#
    A query: the indicators with the lowest and the highest of their values, and whether more of them are missing than the
    framework allows. `given`: a row per value, with its rule. `nodes`, `edition_units`: the relations.
#}
{% macro observed_indicators(given='given', nodes='nodes', edition_units='edition_units') -%}
    select
        nodes.node_key,
        nodes.edition_key,
        nodes.value_min,
        nodes.value_max,
        counted.minimum,
        counted.maximum,
        (sizes.units - coalesce(counted.given_values, 0)) / cast(sizes.units as {{ composite_index.type_double() }})
        > nodes.max_missing_share as is_incomplete
    from {{ nodes }} as nodes
    inner join (
        select
            edition_key,
            count(*) as units
        from {{ edition_units }}
        group by edition_key
    ) as sizes
        on nodes.edition_key = sizes.edition_key
    left join (
        select
            node_key,
            sum(case when rule = 'missing' then 0 else 1 end) as given_values,
            min(value) as minimum,
            max(value) as maximum
        from {{ given }}
        group by node_key
    ) as counted
        on nodes.node_key = counted.node_key
    where nodes.is_indicator
{%- endmacro %}
