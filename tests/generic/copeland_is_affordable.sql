{#
    Copeland outranking is quadratic in the units of a cohort. Fails with the nodes whose cohort has more of them than
    the variable `copeland_max_units` (1000). `units`: the units.
#}
{% test copeland_is_affordable(model, units) %}
with

sizes as (

    select
        index_id,
        cohort_id,
        count(*) as units
    from {{ units }} as units
    where {{ composite_index.takes_part('units') }}
    group by index_id, cohort_id

)

select
    nodes.index_id,
    nodes.cohort_id,
    nodes.node_id,
    sizes.units,
    {{ composite_index.variable('copeland_max_units') | int }} as copeland_max_units,
    nodes.input_file,
    nodes.input_row
from {{ model }} as nodes
inner join sizes
    on
        nodes.index_id = sizes.index_id
        and nodes.cohort_id = sizes.cohort_id
where
    nodes.aggregation = 'copeland'
    and sizes.units > {{ composite_index.variable('copeland_max_units') | int }}
order by nodes.index_id, nodes.cohort_id, nodes.node_id
{% endtest %}
