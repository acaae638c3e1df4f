{%- set columns = {} -%}
{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- for column in keys + composite_index.scoring_parameters() -%}
    {%- do columns.update({column: dbt.type_string()}) -%}
{%- endfor -%}

with

nodes as (

    {{ composite_index.published('index_nodes', columns) }}

)

select * from nodes
