-- The first units of a group by a node, as many as a sentence of the report names, by the scores of table 4-1.
{{ config(enabled=project_name == 'composite_index') }}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

units as (

    select * from {{ ref('composite_index', 'dgi_2020_cities_published__units') }}

),

-- a sentence names the first k by its own node, or by another node that it mentions
sentences as (

    select distinct
        index_id,
        group_id,
        coalesce(compared_node_id, node_id) as node_id,
        first_k
    from figures
    where statistic in ('units_of_parent_in_first_k', 'dense_rank_within_first_k')

),

-- the index score breaks ties, as in the report
placed as (

    select
        of_node.index_id,
        of_node.group_id,
        of_node.node_id,
        of_node.unit_id,
        of_node.unit_printed,
        row_number() over (
            partition by of_node.index_id, of_node.group_id, of_node.node_id
            order by of_node.low desc, of_index.low asc, of_node.unit_id asc
        ) as place
    from figures as of_node
    inner join figures as of_index
        on {{ composite_index.same_key('of_node', 'of_index', ['printed_in', 'unit_id']) }}
    where
        of_node.printed_in = 'table 4-1'
        and of_node.statistic = 'points'
        and of_index.statistic = 'rank'

),

final as (

    select
        sentences.index_id,
        sentences.group_id,
        sentences.node_id,
        sentences.first_k,
        placed.unit_id,
        replace(placed.unit_printed, '市', '') as unit_printed,
        units.parent_unit,
        units.parent_label_zh as parent_printed,
        cast(placed.place as {{ dbt.type_int() }}) as place
    from sentences
    inner join placed
        on
            {{ composite_index.same_key('sentences', 'placed', ['index_id', 'group_id', 'node_id']) }}
            and sentences.first_k >= placed.place
    inner join units
        on placed.unit_id = units.unit_id

)

select * from final
