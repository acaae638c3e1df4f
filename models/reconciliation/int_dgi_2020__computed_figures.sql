-- For each published figure the same figure of the marts, as a number or as words. What is not there is null.
{{ config(enabled=project_name == 'composite_index') }}
{%- set key = ['index_id', 'group_id', 'node_id'] %}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

parts as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figure_parts') }}

),

rankings as (

    select * from {{ ref('composite_index', 'index_rankings') }}
    where scenario_id = 'baseline'

),

scores as (

    select * from {{ ref('composite_index', 'index_scores') }}
    where scenario_id = 'baseline'

),

summary as (

    select * from {{ ref('composite_index', 'index_group_summary') }}
    where scenario_id = 'baseline'

),

group_tiers as (

    select * from {{ ref('composite_index', 'index_group_tiers') }}
    where scenario_id = 'baseline'

),

units as (

    select * from {{ ref('composite_index', 'index_units') }}

),

nodes as (

    select * from {{ ref('composite_index', 'index_nodes') }}
    where scenario_id = 'baseline'

),

of_units as (

    select
        figures.figure_id,
        case figures.statistic
            when 'points' then rankings.points
            when 'rank' then rankings.rank
            when 'dense_rank' then rankings.dense_rank
            when 'position' then rankings.position
            when 'points_above_mean' then rankings.points - summary.mean_points
        end as computed,
        case when figures.statistic = 'tier' then rankings.tier_id end as computed_text
    from figures
    inner join rankings
        on
            {{ composite_index.same_key('figures', 'rankings', key) }}
            and figures.unit_id = rankings.unit_id
    inner join summary
        on {{ composite_index.same_key('figures', 'summary', key) }}
    where figures.statistic in ('points', 'rank', 'dense_rank', 'position', 'points_above_mean', 'tier')

),

of_dimensions as (

    select
        figures.figure_id,
        count(case when rankings.rank <= figures.first_k then 1 end) as computed,
        null as computed_text
    from figures
    inner join rankings
        on
            {{ composite_index.same_key('figures', 'rankings', ['index_id', 'group_id', 'unit_id']) }}
            and rankings.level = 1
    where figures.statistic = 'dimensions_with_rank_to_k'
    group by figures.figure_id

),

-- ranks among the first k of a group by another node
first_k as (

    select
        figures.figure_id,
        rankings.unit_id,
        dense_rank() over (partition by figures.figure_id order by rankings.rank) as place
    from figures
    inner join rankings as chosen
        on
            {{ composite_index.same_key('figures', 'chosen', ['index_id', 'group_id']) }}
            and figures.compared_node_id = chosen.node_id
            and figures.first_k >= chosen.position
    inner join rankings
        on
            {{ composite_index.same_key('figures', 'rankings', key) }}
            and chosen.unit_id = rankings.unit_id
    where figures.statistic = 'dense_rank_within_first_k'

),

of_first_k as (

    select
        figures.figure_id,
        max(case when first_k.unit_id = figures.unit_id then first_k.place end) as computed,
        case
            when max(case when first_k.unit_id = figures.unit_id then 1 else 0 end) = 0
                then 'not among the first ' || cast(max(figures.first_k) as {{ dbt.type_string() }})
        end as computed_text
    from figures
    inner join first_k
        on figures.figure_id = first_k.figure_id
    group by figures.figure_id

),

of_parents as (

    select
        figures.figure_id,
        count(
            case when figures.first_k >= rankings.position and figures.unit_id = units.parent_unit then 1 end
        ) as computed,
        null as computed_text
    from figures
    inner join rankings
        on {{ composite_index.same_key('figures', 'rankings', key) }}
    inner join units
        on
            rankings.index_id = units.index_id
            and rankings.unit_id = units.unit_id
    where figures.statistic = 'units_of_parent_in_first_k'
    group by figures.figure_id

),

of_counts as (

    select
        figures.figure_id,
        case max(figures.statistic)
            when 'units_at_dense_rank' then count(case when rankings.dense_rank = figures.first_k then 1 end)
            when 'units_from_65_below_75' then count(case when rankings.score >= 65 and rankings.score < 75 then 1 end)
        end as computed,
        null as computed_text
    from figures
    inner join rankings
        on {{ composite_index.same_key('figures', 'rankings', key) }}
    where figures.statistic in ('units_at_dense_rank', 'units_from_65_below_75')
    group by figures.figure_id

),

of_tiers as (

    select
        figures.figure_id,
        case figures.statistic
            when 'tier_share' then group_tiers.share
            when 'tier_units' then group_tiers.units
        end as computed,
        null as computed_text
    from figures
    inner join group_tiers
        on {{ composite_index.same_key('figures', 'group_tiers', ['index_id', 'group_id', 'tier_id']) }}
    where figures.statistic in ('tier_share', 'tier_units')

),

of_means as (

    select
        figures.figure_id,
        case figures.statistic
            when 'mean_points' then summary.mean_points
            when 'maximum_over_mean' then summary.maximum_points / nullif(summary.mean_points, 0)
            when 'gap_of_means' then summary.mean_points - compared.mean_points
            when 'ratio_of_means' then summary.mean_points / nullif(compared.mean_points, 0)
        end as computed,
        null as computed_text
    from figures
    inner join summary
        on {{ composite_index.same_key('figures', 'summary', key) }}
    left join summary as compared
        on
            figures.index_id = compared.index_id
            and coalesce(figures.compared_group_id, figures.group_id) = compared.group_id
            and coalesce(figures.compared_node_id, figures.node_id) = compared.node_id
    where figures.statistic in ('mean_points', 'maximum_over_mean', 'gap_of_means', 'ratio_of_means')

),

of_pairs_of_nodes as (

    select
        figures.figure_id,
        avg(case when one.points > other.points then 1 else 0 end) as computed,
        null as computed_text
    from figures
    inner join rankings as one
        on {{ composite_index.same_key('figures', 'one', key) }}
    inner join rankings as other
        on
            {{ composite_index.same_key('one', 'other', ['index_id', 'group_id', 'unit_id']) }}
            and figures.compared_node_id = other.node_id
    where figures.statistic = 'share_of_units_above'
    group by figures.figure_id

),

-- raw values of the indicators that a figure is about, unit by unit
values_of_units as (

    select
        figures.figure_id,
        scores.unit_id,
        count(case when scores.value > 0 then 1 end) as there,
        sum(scores.value) as total
    from figures
    inner join parts
        on figures.figure_id = parts.figure_id
    inner join scores
        on
            figures.index_id = scores.index_id
            and parts.node_id = scores.node_id
            and (
                (figures.unit_id is null and figures.group_id = scores.cohort_id)
                or figures.unit_id = scores.unit_id
            )
    where figures.statistic in ('units_with', 'share_of_units_without', 'values_above_zero', 'sum_of_values')
    group by figures.figure_id, scores.unit_id

),

of_values as (

    select
        figures.figure_id,
        case max(figures.statistic)
            when 'units_with' then count(case when values_of_units.there = figures.first_k then 1 end)
            when 'share_of_units_without' then avg(case when values_of_units.there = 0 then 1 else 0 end)
            when 'values_above_zero' then sum(values_of_units.there)
            when 'sum_of_values' then sum(values_of_units.total)
        end as computed,
        null as computed_text
    from figures
    inner join values_of_units
        on figures.figure_id = values_of_units.figure_id
    group by figures.figure_id

),

of_orders_of_units as (

    select
        figures.figure_id,
        null as computed,
        {{ composite_index.joined_text(
            "parts.unit_id || ':' || cast(rankings.dense_rank as " ~ dbt.type_string() ~ ")", "' '", "order by parts.part"
        ) }} as computed_text
    from figures
    inner join parts
        on figures.figure_id = parts.figure_id
    inner join rankings
        on
            {{ composite_index.same_key('figures', 'rankings', key) }}
            and parts.unit_id = rankings.unit_id
    where figures.statistic = 'dense_ranks'
    group by figures.figure_id

),

-- by the share of the weight that is reached, in the whole group
of_orders_of_nodes as (

    select
        figures.figure_id,
        null as computed,
        {{ composite_index.joined_text(
            "parts.node_id", "' > '", "order by summary.share_of_weight desc, parts.part"
        ) }} as computed_text
    from figures
    inner join parts
        on figures.figure_id = parts.figure_id
    inner join summary
        on
            {{ composite_index.same_key('figures', 'summary', ['index_id', 'group_id']) }}
            and parts.node_id = summary.node_id
    where figures.statistic = 'order_of_nodes'
    group by figures.figure_id

),

pairs_of_groups as (

    select
        figures.figure_id,
        parts.part,
        parts.node_id || ': ' || parts.group_id
        || case
            when one.mean_points > other.mean_points then ' > '
            when one.mean_points < other.mean_points then ' < '
            else ' = '
        end
        || parts.compared_group_id as pair
    from figures
    inner join parts
        on figures.figure_id = parts.figure_id
    inner join summary as one
        on
            figures.index_id = one.index_id
            and parts.group_id = one.group_id
            and parts.node_id = one.node_id
    inner join summary as other
        on
            figures.index_id = other.index_id
            and parts.compared_group_id = other.group_id
            and parts.node_id = other.node_id
    where figures.statistic = 'order_of_groups'

),

of_orders_of_groups as (

    select
        figure_id,
        null as computed,
        {{ composite_index.joined_text("pair", "'; '", "order by part") }} as computed_text
    from pairs_of_groups
    group by figure_id

),

children_of_groups as (

    select
        figures.figure_id,
        parts.group_id,
        children.node_id,
        row_number() over (
            partition by figures.figure_id, parts.group_id
            order by
                case when figures.statistic = 'highest_child_of_groups' then -1 else 1 end * children.mean_points,
                children.node_id
        ) as place
    from figures
    inner join parts
        on figures.figure_id = parts.figure_id
    inner join nodes
        on
            figures.index_id = nodes.index_id
            and figures.node_id = nodes.parent_id
    inner join summary as children
        on
            nodes.index_id = children.index_id
            and nodes.cohort_id = children.cohort_id
            and parts.group_id = children.group_id
            and nodes.node_id = children.node_id
    where figures.statistic in ('highest_child_of_groups', 'lowest_child_of_groups')

),

-- the one node if it is the same in each group
of_children as (

    select
        figure_id,
        null as computed,
        case
            when min(node_id) = max(node_id) then min(node_id)
            else min(node_id) || ' or ' || max(node_id)
        end as computed_text
    from children_of_groups
    where place = 1
    group by figure_id

),

collected as (
    {% for source in [
        'of_units', 'of_dimensions', 'of_first_k', 'of_parents', 'of_counts', 'of_tiers', 'of_means', 'of_pairs_of_nodes',
        'of_values', 'of_orders_of_units', 'of_orders_of_nodes', 'of_orders_of_groups', 'of_children',
    ] %}
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from {{ source }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        figures.figure_id,
        collected.computed,
        collected.computed_text
    from figures
    left join collected
        on figures.figure_id = collected.figure_id

)

select * from final
