{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}

with

nodes as (

    {{ composite_index.published(
        'index_nodes', composite_index.text_columns(keys + composite_index.scoring_parameters())
    ) }}

)

select * from nodes
