with

framework as (

    select * from {{ ref('composite_index', 'stg_index__framework') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

periods as (

    select
        index_id,
        period,
        period_order
    from {{ ref('composite_index', 'int_index__periods') }}
    where is_observed

),

cohorts as (

    select distinct
        units.index_id,
        units.cohort_id
    from units
    where {{ composite_index.takes_part('units') }}

),

-- a row that names the cohort or the period takes precedence over a row for all
candidates as (

    select
        framework.*,
        periods.period as edition_period,
        periods.period_order,
        cohorts.cohort_id as edition_cohort_id,
        row_number() over (
            partition by framework.index_id, periods.period, cohorts.cohort_id, framework.node_id
            order by
                case when framework.cohort_id is not null then 0 else 1 end,
                case when framework.period is not null then 0 else 1 end,
                framework.input_file,
                framework.input_row
        ) as precedence
    from framework
    inner join periods
        on
            framework.index_id = periods.index_id
            and (framework.period is null or framework.period = periods.period)
    inner join cohorts
        on
            framework.index_id = cohorts.index_id
            and (framework.cohort_id is null or framework.cohort_id = cohorts.cohort_id)

),

declared as (

    select
        index_id,
        'baseline' as scenario_id,
        edition_period as period,
        period_order,
        edition_cohort_id as cohort_id,
        node_id,
        parent_id,
        label_en,
        label_zh,
        description,
        unit_of_measure,
        collection_method,
        data_notice,
        weighting,
        entropy_offset,
        case when parent_id is null then coalesce(weight, 1) else weight end as weight,
        weight_standing,
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
        target_upper,
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
        geometric_floor,
        missing_rule,
        min_coverage,
        coverage_basis,
        min_children,
        screen_availability,
        screen_nonzero,
        round_digits,
        round_mode,
        round_scope,
        rank_rounded,
        sort_order,
        filled,
        input_file,
        input_row
    from candidates
    where precedence = 1

)

select * from declared
