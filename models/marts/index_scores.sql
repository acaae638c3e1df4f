{{ config(materialized='published_view', partition_by=composite_index.published_partitions()) }}

{{ composite_index.after_gate('gate_index__scores') }}
-- depends_on: {{ ref('composite_index', 'int_index__published') }}

with

points as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

weights_from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),

sources as (

    select * from {{ ref('composite_index', 'int_index__sources') }}

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        units.unit_id,
        nodes.node_id,
        nodes.parent_id,
        nodes.level,
        nodes.is_indicator,
        points.value,
        sources.source,
        sources.note,
        sources.input_file,
        sources.input_row,
        sources.override,
        sources.override_reason,
        points.treated_value,
        trim(points.treatment) as treatment,
        points.aggregated_score,
        points.score,
        {{ composite_index.round_score('points.score', 'nodes') }} as shown_score,
        points.points,
        coalesce(weights_from_data.weight, nodes.weight) as weight,
        points.weight_used,
        coalesce(weights_from_data.final_weight, nodes.final_weight) as final_weight,
        points.final_weight_used,
        points.coverage,
        cast(points.indicators_with_score as {{ dbt.type_int() }}) as indicators_with_score,
        cast(points.imputed_indicators as {{ dbt.type_int() }}) as imputed_indicators,
        cast(nodes.indicators as {{ dbt.type_int() }}) as indicators,
        nodes.edition_notice as data_notice
    from points
    inner join nodes
        on points.node_key = nodes.node_key
    inner join units
        on points.unit_key = units.unit_key
    left join weights_from_data
        on points.node_key = weights_from_data.node_key
    left join sources
        on
            points.node_key = sources.node_key
            and points.unit_key = sources.unit_key

)

select * from final
