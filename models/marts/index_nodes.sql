{{ composite_index.after_gate('gate_index__scores') }}

with

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        parent_id,
        level,
        path,
        is_indicator,
        label_en,
        label_zh,
        description,
        unit_of_measure,
        weight,
        weight_standing,
        weight_share,
        final_weight,
        direction,
        normalisation,
        lower,
        upper,
        clip,
        scale_lower,
        scale_upper,
        value_min,
        value_max,
        max_missing_share,
        aggregation,
        missing_rule,
        min_coverage,
        cast(sort_order as {{ dbt.type_int() }}) as sort_order
    from nodes

)

select * from final
