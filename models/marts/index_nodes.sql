{{ composite_index.after_gate('gate_index__scores') }}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

weights_from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.period_order,
        nodes.cohort_id,
        nodes.node_id,
        nodes.parent_id,
        nodes.level,
        nodes.path,
        nodes.is_indicator,
        nodes.label_en,
        nodes.label_zh,
        nodes.description,
        nodes.unit_of_measure,
        nodes.collection_method,
        nodes.data_notice,
        nodes.weighting,
        nodes.entropy_offset,
        coalesce(weights_from_data.weight, nodes.weight) as weight,
        nodes.weight_standing,
        coalesce(weights_from_data.weight, nodes.weight_share) as weight_share,
        coalesce(weights_from_data.final_weight, nodes.final_weight) as final_weight,
        nodes.direction,
        nodes.denominator,
        nodes.denominator_scale,
        nodes.imputation,
        nodes.imputation_grouping,
        nodes.imputation_periods,
        nodes.outlier_treatment,
        nodes.winsorise_points,
        nodes.winsorise_lower,
        nodes.winsorise_upper,
        nodes.log_winsorised,
        nodes.outlier_log,
        nodes.transformation,
        nodes.normalisation,
        nodes.statistics_period,
        nodes.lower,
        nodes.upper,
        nodes.clip,
        nodes.target,
        nodes.target_upper,
        nodes.reference_unit,
        nodes.mean,
        nodes.sd,
        nodes.scale_lower,
        nodes.scale_upper,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        nodes.max_missing_share,
        nodes.aggregation,
        nodes.exponent,
        nodes.geometric_floor,
        nodes.missing_rule,
        nodes.min_coverage,
        nodes.coverage_basis,
        nodes.min_children,
        nodes.screen_availability,
        nodes.screen_nonzero,
        nodes.round_digits,
        nodes.round_mode,
        nodes.round_scope,
        nodes.rank_rounded,
        nodes.has_scale,
        cast(nodes.sort_order as {{ dbt.type_int() }}) as sort_order
    from nodes
    left join weights_from_data
        on nodes.node_key = weights_from_data.node_key

)

select * from final
