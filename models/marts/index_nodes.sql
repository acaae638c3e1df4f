{{ composite_index.after_gate('gate_index__scores') }}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        period_order,
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
        collection_method,
        data_notice,
        weighting,
        weight,
        weight_standing,
        weight_share,
        final_weight,
        direction,
        denominator,
        denominator_scale,
        imputation,
        imputation_grouping,
        imputation_periods,
        outlier_treatment,
        winsorise_points,
        winsorise_lower,
        winsorise_upper,
        log_winsorised,
        outlier_log,
        transformation,
        normalisation,
        statistics_period,
        lower,
        upper,
        clip,
        target,
        reference_unit,
        mean,
        sd,
        scale_lower,
        scale_upper,
        value_min,
        value_max,
        value_step,
        max_missing_share,
        aggregation,
        exponent,
        missing_rule,
        min_coverage,
        coverage_basis,
        screen_availability,
        screen_nonzero,
        round_digits,
        round_mode,
        round_scope,
        rank_rounded,
        has_scale,
        cast(sort_order as {{ dbt.type_int() }}) as sort_order
    from nodes

)

select * from final
