{{ config(enabled=project_name == 'composite_index') }}
{%- set key = ['index_id', 'group_id', 'node_id'] %}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

parts as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figure_parts') }}

),

summary as (

    select * from {{ ref('composite_index', 'index_group_summary') }}
    where scenario_id = 'baseline'

),

group_tiers as (

    select * from {{ ref('composite_index', 'index_group_tiers') }}
    where scenario_id = 'baseline'

),

nodes as (

    select * from {{ ref('composite_index', 'index_nodes') }}
    where scenario_id = 'baseline'

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

final as (

    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_tiers
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_means
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_orders_of_groups
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_children

)

select * from final
