{#
    The nodes that aggregate by Copeland in a cohort with more units than the variable `copeland_max_units` (1000).
    Copeland compares every unit with every other.
#}
{% macro unaffordable_copeland() %}
with

sizes as (

    select
        index_id,
        cohort_id,
        count(*) as units
    from {{ composite_index.looked_at('stg_index__units') }} as units
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
from {{ composite_index.looked_at('int_index__nodes') }} as nodes
inner join sizes
    on
        nodes.index_id = sizes.index_id
        and nodes.cohort_id = sizes.cohort_id
where
    nodes.aggregation = 'copeland'
    and sizes.units > {{ composite_index.variable('copeland_max_units') | int }}
{% endmacro %}
