{%- set edition = 'index_id, scenario_id, period, cohort_id' -%}
{%- set order_list = 'index_id, scenario_id, period_order, period, cohort_id' -%}
{%- set means = composite_index.aggregations() -%}
{%- set with_own_scale = composite_index.quoted(composite_index.methods_that(means, 'own_scale')) -%}
{%- set from_data = composite_index.quoted(composite_index.weightings_from_data()) -%}
{%- set sums = composite_index.quoted(composite_index.methods_that(means, 'is_sum')) -%}
{#- the columns of the framework that stay as they are -#}
{%- set framework_columns = [
    'index_id', 'scenario_id', 'period', 'period_order', 'cohort_id', 'node_id', 'parent_id', 'label_en', 'label_zh',
    'description', 'unit_of_measure', 'collection_method', 'data_notice', 'weight_standing', 'direction', 'denominator',
    'denominator_scale', 'imputation', 'imputation_grouping', 'imputation_periods', 'outlier_treatment',
    'winsorise_points', 'winsorise_lower', 'winsorise_upper', 'log_winsorised', 'outlier_log', 'transformation',
    'normalisation', 'statistics_period', 'lower', 'upper', 'clip', 'target', 'target_upper', 'reference_unit', 'mean', 'sd',
    'value_min', 'value_max', 'value_step', 'max_missing_share', 'exponent',
    'geometric_floor', 'entropy_offset', 'min_children',
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
        coalesce(parent.weighting in ({{ from_data }}), false) and weights.weight is null as weight_is_from_data,
        parent.normalisation as parent_normalisation,
        -- weights from the data add up to 1, so such a sum is a mean
        coalesce(declared.aggregation in ({{ sums }}), false)
        and declared.normalisation is null
        and coalesce(declared.weighting not in ({{ from_data }}), true) as is_sum,
        -- the scores of these do not lie on the scale of their children
        declared.normalisation is not null or coalesce(declared.aggregation in ({{ with_own_scale }}), false)
            as has_own_scale,
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
            and weights.unit_id is null

),

weighted as (

    select
        *,
        sum(chosen_weight) over (partition by {{ edition }}, parent_id) as siblings_weight,
        chosen_weight / nullif(sum(chosen_weight) over (partition by {{ edition }}, parent_id), 0) as weight_share
    from chosen

),

{{ composite_index.placed_nodes() }},

-- the parents whose children some unit weighs in its own way
of_units as (

    select distinct
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id as node_id,
        method
    from weights
    where unit_id is not null

),

parents as (

    select
        parent_key as node_key,
        -- weights from the data add up to 1
        case when max(case when weight_is_from_data then 1 else 0 end) = 1 then 1.0 else sum(chosen_weight) end
            as children_weight,
        max(case when weight_is_from_data then 1 else 0 end) as weights_are_from_data,
        count(*) as children
    from chosen
    where parent_key is not null
    group by parent_key

),

{{ composite_index.nodes_below() }},

final as (

    select
        {{ composite_index.qualified('weighted', ['edition_key', 'node_key', 'parent_key']) }},
        {{ composite_index.qualified('weighted', framework_columns) }},
        {%- for scale in ['scale_lower', 'scale_upper'] %}
        scales.{{ scale }},
        below.sum_of_{{ scale }},
        -- the scale of the scores that the mean reads or gives, before the node's own normalisation
        case
            when
                weighted.normalisation is not null
                and coalesce(weighted.aggregation, 'arithmetic') not in ({{ with_own_scale }})
                then scales_of_children.{{ scale }}
            else scales.{{ scale }}
        end as aggregation_{{ scale }},
        {%- endfor %}
        weighted.has_own_scale and parents.node_key is not null as has_own_scale,
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
        case when weighted.weight_is_from_data then 1.0 else weighted.siblings_weight end as siblings_weight,
        weighted.weight_is_from_data,
        coalesce(parents.weights_are_from_data = 1, false) as weights_are_from_data,
        of_units.node_id is not null as has_weights_of_units,
        coalesce(weighted.parent_aggregation in ({{ sums }}), false) as is_part_of_sum,
        coalesce(weighted.aggregation in ({{ sums }}) and scales_of_children.are_different, false) as is_sum_of_scales,
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
    left join scales
        on weighted.node_key = scales.node_key
    left join scales_of_children
        on weighted.node_key = scales_of_children.node_key
    left join of_units
        on
            {{ composite_index.same_edition('weighted', 'of_units') }}
            and weighted.node_id = of_units.node_id
            and coalesce(weighted.weighting, 'declared') = of_units.method

)

select * from final
