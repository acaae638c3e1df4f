with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

bounds as (

    select * from {{ ref('composite_index', 'stg_index__bounds') }}

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        {{ composite_index.bound_columns('nodes', 'bounds') }}
    from nodes
    left join bounds
        on
            nodes.index_id = bounds.index_id
            and (bounds.node_id is null or nodes.node_id = bounds.node_id)
    group by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id

)

select * from final
