{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set key_list = keys | join(', ') -%}

with

framework as (

    select * from {{ ref('composite_index', 'stg_index__framework') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

),

periods as (

    select distinct
        index_id,
        period
    from observations

),

cohorts as (

    select distinct
        index_id,
        cohort_id
    from units

),

-- a row that names the cohort or the period goes before one that holds for all
candidates as (

    select
        framework.*,
        periods.period as edition_period,
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
        edition_cohort_id as cohort_id,
        node_id,
        parent_id,
        label_en,
        label_zh,
        description,
        unit_of_measure,
        case when parent_id is null then coalesce(weight, 1) else weight end as weight,
        weight_standing,
        direction,
        denominator,
        denominator_scale,
        imputation,
        imputation_grouping,
        outlier_treatment,
        winsorise_points,
        winsorise_lower,
        winsorise_upper,
        log_winsorised,
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
        sort_order,
        input_file,
        input_row
    from candidates
    where precedence = 1

),

weighted as (

    select
        *,
        weight / nullif(sum(weight) over (partition by {{ key_list }}, parent_id), 0) as weight_share
    from declared

),

level_0 as (

    select
        {{ key_list }},
        node_id,
        0 as level,
        weight_share as final_weight,
        node_id as path
    from weighted
    where parent_id is null

),

{%- for level in range(1, composite_index.max_depth() + 1) %}

level_{{ level }} as (

    select
        {%- for key in keys %}
        child.{{ key }},
        {%- endfor %}
        child.node_id,
        {{ level }} as level,
        parent.final_weight * child.weight_share as final_weight,
        parent.path || '/' || child.node_id as path
    from weighted as child
    inner join level_{{ level - 1 }} as parent
        on
            {{ composite_index.same_edition('child', 'parent') }}
            and child.parent_id = parent.node_id

),
{%- endfor %}

placed as (
    {% for level in range(0, composite_index.max_depth() + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

parents as (

    select distinct
        {{ key_list }},
        parent_id
    from declared
    where parent_id is not null

),

open_ended as (

    select
        weighted.*,
        placed.path
    from weighted
    inner join placed
        on {{ composite_index.same_node('weighted', 'placed') }}
    left join parents
        on
            {{ composite_index.same_edition('weighted', 'parents') }}
            and weighted.node_id = parents.parent_id
    where
        (parents.parent_id is null and {{ composite_index.leaves_scale('weighted') }})
        or (parents.parent_id is not null and weighted.aggregation = 'copeland')

),

unscaled as (

    select distinct
        {%- for key in keys %}
        placed.{{ key }},
        {%- endfor %}
        placed.node_id
    from placed
    inner join open_ended
        on
            {{ composite_index.same_edition('placed', 'open_ended') }}
            and open_ended.path || '/' like placed.path || '/%'

),

final as (

    select
        weighted.index_id,
        weighted.scenario_id,
        weighted.period,
        weighted.cohort_id,
        weighted.node_id,
        weighted.parent_id,
        placed.level,
        placed.path,
        parents.parent_id is null as is_indicator,
        weighted.label_en,
        weighted.label_zh,
        weighted.description,
        weighted.unit_of_measure,
        weighted.weight,
        weighted.weight_standing,
        weighted.weight_share,
        placed.final_weight,
        weighted.direction,
        weighted.denominator,
        weighted.denominator_scale,
        weighted.imputation,
        weighted.imputation_grouping,
        weighted.outlier_treatment,
        weighted.winsorise_points,
        weighted.winsorise_lower,
        weighted.winsorise_upper,
        weighted.log_winsorised,
        weighted.transformation,
        weighted.normalisation,
        weighted.statistics_period,
        weighted.lower,
        weighted.upper,
        weighted.clip,
        weighted.target,
        weighted.reference_unit,
        weighted.mean,
        weighted.sd,
        weighted.scale_lower,
        weighted.scale_upper,
        weighted.value_min,
        weighted.value_max,
        weighted.max_missing_share,
        case
            when parents.parent_id is null then weighted.aggregation
            else coalesce(weighted.aggregation, 'arithmetic')
        end as aggregation,
        weighted.exponent,
        case
            when parents.parent_id is null then weighted.missing_rule
            else coalesce(weighted.missing_rule, 'renormalise')
        end as missing_rule,
        weighted.min_coverage,
        weighted.coverage_basis,
        weighted.screen_availability,
        weighted.screen_nonzero,
        weighted.round_digits,
        weighted.round_mode,
        weighted.round_scope,
        weighted.rank_rounded,
        -- z-scores, ranks and the like have no scale of their own, and neither has what is made of them
        unscaled.node_id is null as has_scale,
        weighted.sort_order,
        weighted.input_file,
        weighted.input_row
    from weighted
    left join placed
        on {{ composite_index.same_node('weighted', 'placed') }}
    left join parents
        on
            {{ composite_index.same_edition('weighted', 'parents') }}
            and weighted.node_id = parents.parent_id
    left join unscaled
        on {{ composite_index.same_node('weighted', 'unscaled') }}

)

select * from final
