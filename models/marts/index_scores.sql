{{ composite_index.after_gate('gate_index__scores') }}

with

points as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

notices as (

    {{ composite_index.data_notices('nodes') }}

),

final as (

    select
        points.index_id,
        points.scenario_id,
        points.period,
        points.cohort_id,
        points.unit_id,
        points.node_id,
        nodes.parent_id,
        nodes.level,
        nodes.is_indicator,
        points.value,
        points.treated_value,
        trim(points.treatment) as treatment,
        points.score,
        points.shown_score,
        points.points,
        nodes.weight,
        points.weight_used,
        nodes.final_weight,
        points.final_weight_used,
        points.coverage,
        cast(points.indicators_with_score as {{ dbt.type_int() }}) as indicators_with_score,
        cast(points.imputed_indicators as {{ dbt.type_int() }}) as imputed_indicators,
        cast(points.indicators as {{ dbt.type_int() }}) as indicators,
        notices.data_notice
    from points
    inner join nodes
        on {{ composite_index.same_node('points', 'nodes') }}
    left join notices
        on {{ composite_index.same_edition('points', 'notices') }}

)

select * from final
