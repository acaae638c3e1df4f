{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set key_list = keys | join(', ') -%}
{%- set order_list = 'index_id, scenario_id, period_order, period, cohort_id' -%}

with

-- the keys by which everything that is computed is told apart: numbers, because text would be most of the work
declared as (

    select
        *,
        dense_rank() over (order by {{ order_list }}) as edition_key,
        row_number() over (order by {{ order_list }}, node_id, input_file, input_row) as node_key
    from {{ ref('composite_index', 'int_index__framework') }}

),

weights as (

    select * from {{ ref('composite_index', 'int_index__weights') }}

),

-- a parent says whether its children's weights are their own in the framework, equal, or of a method that weighs them
chosen as (

    select
        declared.*,
        parent.node_key as parent_key,
        parent.missing_rule as parent_missing_rule,
        parent.aggregation as parent_aggregation,
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
        edition_key,
        node_key,
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
        child.edition_key,
        child.node_key,
        {{ level }} as level,
        parent.final_weight * child.weight_share as final_weight,
        parent.path || '/' || child.node_id as path,
        parent.lineage || {{ composite_index.lineage('child.node_id') }} as lineage
    from weighted as child
    inner join level_{{ level - 1 }} as parent
        on child.parent_key = parent.node_key

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

    select
        parent_key as node_key,
        sum(chosen_weight) as children_weight,
        count(*) as children
    from chosen
    where parent_key is not null
    group by parent_key

),

leaves as (

    select placed.*
    from placed
    left join parents
        on placed.node_key = parents.node_key
    where parents.node_key is null

),

counted as (

    select
        placed.node_key,
        count(*) as indicators
    from placed
    inner join leaves
        on
            placed.edition_key = leaves.edition_key
            and substring(leaves.lineage, 1, length(placed.lineage)) = placed.lineage
    group by placed.node_key

),

open_ended as (

    select
        placed.edition_key,
        placed.lineage
    from weighted
    inner join placed
        on weighted.node_key = placed.node_key
    left join parents
        on weighted.node_key = parents.node_key
    where
        (parents.node_key is null and {{ composite_index.leaves_scale('weighted') }})
        or (parents.node_key is not null and weighted.aggregation = 'copeland')

),

unscaled as (

    select distinct placed.node_key
    from placed
    inner join open_ended
        on
            placed.edition_key = open_ended.edition_key
            and substring(open_ended.lineage, 1, length(placed.lineage)) = placed.lineage

),

final as (

    select
        cast(weighted.edition_key as {{ dbt.type_int() }}) as edition_key,
        cast(weighted.node_key as {{ dbt.type_int() }}) as node_key,
        cast(weighted.parent_key as {{ dbt.type_int() }}) as parent_key,
        weighted.index_id,
        weighted.scenario_id,
        weighted.period,
        weighted.period_order,
        weighted.cohort_id,
        weighted.node_id,
        weighted.parent_id,
        placed.level,
        placed.path,
        parents.node_key is null as is_indicator,
        weighted.label_en,
        weighted.label_zh,
        weighted.description,
        weighted.unit_of_measure,
        weighted.collection_method,
        weighted.data_notice,
        -- what is said of the index itself, for every row that is published of the edition
        max(case when weighted.parent_id is null then weighted.data_notice end)
            over (partition by weighted.edition_key) as edition_notice,
        case
            when parents.node_key is null then weighted.weighting
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
            when parents.node_key is null then weighted.aggregation
            else coalesce(weighted.aggregation, 'arithmetic')
        end as aggregation,
        weighted.exponent,
        case
            when parents.node_key is null then weighted.missing_rule
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
        unscaled.node_key is null as has_scale,
        parents.children_weight,
        parents.children,
        counted.indicators,
        -- what is missing is a row where something is done with it: it is imputed, counts in its parent or is published
        parents.node_key is null
        and (
            weighted.imputation is not null
            or coalesce(weighted.parent_missing_rule, '') in ('zero', 'share_equally')
            or coalesce(weighted.parent_aggregation, 'arithmetic')
            not in ({{ composite_index.quoted(composite_index.own_aggregations()) }})
            or coalesce({{ composite_index.is_level_of('score_levels', 'placed.level') }}, false)
        ) as keeps_missing,
        weighted.sort_order,
        weighted.filled,
        weighted.input_file,
        weighted.input_row
    from weighted
    left join placed
        on weighted.node_key = placed.node_key
    left join parents
        on weighted.node_key = parents.node_key
    left join counted
        on weighted.node_key = counted.node_key
    left join unscaled
        on weighted.node_key = unscaled.node_key

)

select * from final
