{%- set measures = composite_index.bounds() -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

bounds as (

    select * from {{ ref('composite_index', 'stg_index__bounds') }}

),

declared as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        {%- for measure in measures %}
        -- a blank bound takes the default away
        max(case when bounds.measure = '{{ measure }}' and bounds.node_id is not null then bounds.bound end)
            as {{ measure }}_of_node,
        max(case when bounds.measure = '{{ measure }}' and bounds.node_id is null then bounds.bound end)
            as {{ measure }}_of_all,
        count(case when bounds.measure = '{{ measure }}' and bounds.node_id is not null then 1 end)
            as {{ measure }}_rows_of_node,
        count(case when bounds.measure = '{{ measure }}' and bounds.node_id is null then 1 end)
            as {{ measure }}_rows_of_all{{ ',' if not loop.last }}
        {%- endfor %}
    from nodes
    left join bounds
        on
            nodes.index_id = bounds.index_id
            and (bounds.node_id is null or nodes.node_id = bounds.node_id)
    group by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        {%- for measure, of in measures.items() %}
        case
            when declared.{{ measure }}_rows_of_node > 0 then declared.{{ measure }}_of_node
            {%- if of.of == 'index' %}
            when nodes.level is null or nodes.level > 0 then null
            {%- elif of.of == 'indicator' %}
            when not nodes.is_indicator then null
            {%- elif of.of == 'parent' %}
            when nodes.is_indicator then null
            {%- endif %}
            when declared.{{ measure }}_rows_of_all > 0 then declared.{{ measure }}_of_all
            {%- if of.default is none %}
            {%- elif of.scale %}
            when nodes.has_scale then {{ of.default }} * (nodes.scale_upper - nodes.scale_lower)
            {%- else %}
            else {{ of.default }}
            {%- endif %}
        end as max_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from nodes
    inner join declared
        on {{ composite_index.same_node('nodes', 'declared') }}

)

select * from final
