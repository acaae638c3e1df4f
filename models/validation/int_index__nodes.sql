{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set key_list = keys | join(', ') -%}

with

declared as (

    select * from {{ ref('composite_index', 'int_index__framework') }}

),

weights as (

    select * from {{ ref('composite_index', 'int_index__weights') }}

),

-- a parent says whether its children's weights are their own in the framework, equal, or of a method that weighs them
chosen as (

    select
        declared.*,
        case coalesce(parent.weighting, 'declared')
            when 'declared' then declared.weight
            when 'equal' then 1.0
            else weights.weight
        end as chosen_weight
    from declared
    left join declared as parent
        on
            {{ composite_index.same_edition('declared', 'parent') }}
            and declared.parent_id = parent.node_id
    left join weights
        on
            {{ composite_index.same_node('declared', 'weights') }}
            and parent.weighting = weights.method

),

weighted as (

    select
        *,
        chosen_weight / nullif(sum(chosen_weight) over (partition by {{ key_list }}, parent_id), 0) as weight_share
    from chosen

),

level_0 as (

    select
        {{ key_list }},
        node_id,
        0 as level,
        weight_share as final_weight,
        node_id as path,
        {{ composite_index.lineage('node_id') }} as lineage
    from weighted
    where parent_id is null

),

{%- for level in range(1, composite_index.max_depth() + 1) %}

level_{{ level }} as (

    select
        {{ composite_index.qualified('child', keys) }},
        child.node_id,
        {{ level }} as level,
        parent.final_weight * child.weight_share as final_weight,
        parent.path || '/' || child.node_id as path,
        parent.lineage || {{ composite_index.lineage('child.node_id') }} as lineage
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
        placed.lineage
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
        {{ composite_index.qualified('placed', keys) }},
        placed.node_id
    from placed
    inner join open_ended
        on
            {{ composite_index.same_edition('placed', 'open_ended') }}
            and substring(open_ended.lineage, 1, length(placed.lineage)) = placed.lineage

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
        weighted.collection_method,
        weighted.data_notice,
        case
            when parents.parent_id is null then weighted.weighting
            else coalesce(weighted.weighting, 'declared')
        end as weighting,
        weighted.chosen_weight as weight,
        weighted.weight_standing,
        weighted.weight_share,
        placed.final_weight,
        weighted.direction,
        weighted.denominator,
        weighted.denominator_scale,
        weighted.imputation,
        weighted.imputation_grouping,
        weighted.imputation_periods,
        weighted.outlier_treatment,
        weighted.winsorise_points,
        weighted.winsorise_lower,
        weighted.winsorise_upper,
        weighted.log_winsorised,
        weighted.outlier_log,
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
        weighted.value_step,
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
