with

imputed as (

    select * from {{ ref('int_index__imputed') }}

),

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

final as (

    select
        imputed.index_id,
        imputed.scenario_id,
        imputed.period,
        imputed.cohort_id,
        imputed.unit_id,
        imputed.node_id,
        imputed.raw_value,
        {{ composite_index.transform('imputed.value', 'nodes.transformation') }} as value,
        imputed.is_imputed
    from imputed
    inner join nodes
        on {{ composite_index.same_node('imputed', 'nodes') }}

)

select * from final
