{#
    One row per unit and node of what is computed. Fails with the cells that have more.
    `nodes`: the nodes, whose codes are shown. `partition_by`: what else tells cells apart, such as a group. `of`: the
    relation to count, where the model itself is a view that adds to it what is of one row each. The keys are counted in
    blocks (`count_of_keys`), because a group for each cell would be as large as the data. `suspected_in`: the name of a
    model that has counted them already; where it has no row there is nothing to look for.
#}
{% test one_row_per_cell(model, nodes, partition_by='unit_key', of=none, suspected_in=none) %}
{%- set cell = (['unit_key', partition_by] | unique | list) %}
with

suspected as (

    select
        {{ cell | join(', ') }},
        node_key - node_key % 60 as block
    from {{ of or model }}
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
    from {{ of or model }} as cells
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
inner join {{ nodes }} as nodes
    on copies.node_key = nodes.node_key
where copies.copies > 1
order by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id, copies.unit_key
{% endtest %}
