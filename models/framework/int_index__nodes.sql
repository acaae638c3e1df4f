{%- set edition = 'index_id, scenario_id, period, cohort_id' -%}
{%- set order_list = 'index_id, scenario_id, period_order, period, cohort_id' -%}
{%- set without_scale = composite_index.methods_that(composite_index.aggregations(), 'leaves_scale', 'always') -%}
{#- the columns of the framework that stay as they are -#}
{%- set framework_columns = [
    'index_id', 'scenario_id', 'period', 'period_order', 'cohort_id', 'node_id', 'parent_id', 'label_en', 'label_zh',
    'description', 'unit_of_measure', 'collection_method', 'data_notice', 'weight_standing', 'direction', 'denominator',
    'denominator_scale', 'imputation', 'imputation_grouping', 'imputation_periods', 'outlier_treatment',
    'winsorise_points', 'winsorise_lower', 'winsorise_upper', 'log_winsorised', 'outlier_log', 'transformation',
    'normalisation', 'statistics_period', 'lower', 'upper', 'clip', 'target', 'reference_unit', 'mean', 'sd',
    'scale_lower', 'scale_upper', 'value_min', 'value_max', 'value_step', 'max_missing_share', 'exponent',
    'min_coverage', 'coverage_basis', 'screen_availability', 'screen_nonzero', 'round_digits', 'round_mode',
    'round_scope', 'rank_rounded', 'sort_order', 'filled', 'input_file', 'input_row',
] -%}

with

-- numbers as keys of all that is computed, because text keys would take most of the time
declared as (

    select
        *,
        cast(dense_rank() over (order by {{ order_list }}) as {{ dbt.type_int() }}) as edition_key,
        cast(row_number() over (order by {{ order_list }}, node_id, input_file, input_row) as {{ dbt.type_int() }})
            as node_key
    from {{ ref('composite_index', 'int_index__framework') }}

),

weights as (

    select * from {{ ref('composite_index', 'int_index__weights') }}

),

-- a parent chooses its children's weights: their own in the framework, equal weights, or those of a method
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
        sum(chosen_weight) over (partition by {{ edition }}, parent_id) as siblings_weight,
        chosen_weight / nullif(sum(chosen_weight) over (partition by {{ edition }}, parent_id), 0) as weight_share
    from chosen

),

level_0 as (

    select
        edition_key,
        node_key,
        0 as level,
        true as is_additive,
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
        parent.is_additive and coalesce(child.parent_aggregation, 'arithmetic') = 'arithmetic' as is_additive,
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

-- a node with all nodes below it; if one has no scale, such as a z-score or a rank, no node above it has one
below as (

    select
        above.node_key,
        count(case when parents.node_key is null then 1 end) as indicators,
        count(
            case
                when parents.node_key is null then case when {{ composite_index.leaves_scale('weighted') }} then 1 end
                when weighted.aggregation in ({{ composite_index.quoted(without_scale) }}) then 1
            end
        ) as nodes_without_scale
    from placed as above
    inner join placed
        on
            above.edition_key = placed.edition_key
            and substring(placed.lineage, 1, length(above.lineage)) = above.lineage
    inner join weighted
        on placed.node_key = weighted.node_key
    left join parents
        on placed.node_key = parents.node_key
    group by above.node_key

),

final as (

    select
        {{ composite_index.qualified('weighted', ['edition_key', 'node_key', 'parent_key']) }},
        {{ composite_index.qualified('weighted', framework_columns) }},
        placed.level,
        placed.path,
        parents.node_key is null as is_indicator,
        -- the notice of the index, which every published row of the edition shows
        max(case when weighted.parent_id is null then weighted.data_notice end)
            over (partition by weighted.edition_key) as edition_notice,
        -- defaults of parents where the framework is blank
        {%- for column, word in {
            'weighting': 'declared', 'aggregation': 'arithmetic', 'missing_rule': 'renormalise'
        }.items() %}
        coalesce(weighted.{{ column }}, case when parents.node_key is not null then '{{ word }}' end) as {{ column }},
        {%- endfor %}
        weighted.chosen_weight as weight,
        weighted.weight_share,
        placed.final_weight,
        -- points add up from a node to the index if every mean above it is arithmetic
        placed.is_additive,
        weighted.siblings_weight,
        case when weighted.parent_key is not null then coalesce(weighted.parent_missing_rule, 'renormalise') end
            as parent_missing_rule,
        coalesce(below.nodes_without_scale = 0, true) as has_scale,
        parents.children_weight,
        parents.children,
        below.indicators,
        -- a missing value has a row if it is imputed, counts in its parent or is published
        parents.node_key is null
        and (
            weighted.imputation is not null
            or coalesce(weighted.parent_missing_rule, '') in ('zero', 'share_equally')
            or coalesce(weighted.parent_aggregation, 'arithmetic')
            not in ({{ composite_index.quoted(composite_index.own_aggregations()) }})
            or coalesce({{ composite_index.is_level_of('score_levels', 'placed.level') }}, false)
        ) as keeps_missing
    from weighted
    left join placed
        on weighted.node_key = placed.node_key
    left join parents
        on weighted.node_key = parents.node_key
    left join below
        on weighted.node_key = below.node_key

)

select * from final
