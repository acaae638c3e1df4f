{#
    The units and nodes that have more than one row in a relation. One group per unit and node would need as much memory
    as the data, so first the keys of a unit are counted in blocks of 60 (macro `count_of_keys`).
    `cells`: the relation. `partition_by`: a further key, such as a group. `suspected_in`: the name of a model that has
    counted the inputs already; if it has no row, nothing is counted again.
#}
{% macro repeated_cells(cells, partition_by='unit_key', suspected_in=none) %}
{%- set cell = (['unit_key', partition_by] | unique | list) %}
with

suspected as (

    select
        {{ cell | join(', ') }},
        node_key - node_key % 60 as block
    from {{ cells }}
    {%- if suspected_in and not composite_index.has_rows(suspected_in) %}
    where false
    {%- endif %}
    group by {{ cell | join(', ') }}, node_key - node_key % 60
    having count(*) > {{ composite_index.count_of_keys('node_key', 60) }}

),

copies as (

    select
        {{ composite_index.qualified('cells', cell) }},
        cells.node_key,
        count(*) as copies
    from {{ cells }} as cells
    inner join suspected
        on
            {{ composite_index.same_key('cells', 'suspected', cell) }}
            and cells.node_key - cells.node_key % 60 = suspected.block
    group by {{ composite_index.qualified('cells', cell) }}, cells.node_key

)

select
    nodes.index_id,
    nodes.scenario_id,
    nodes.period,
    nodes.cohort_id,
    nodes.node_id,
    {{ composite_index.qualified('copies', cell) }},
    copies.copies
from copies
inner join {{ composite_index.looked_at('int_index__nodes') }} as nodes
    on copies.node_key = nodes.node_key
where copies.copies > 1
{% endmacro %}
