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

summary as (

    select * from {{ ref('composite_index', 'index_group_summary') }}
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

-- ranks among the first k units of a group by another node
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

of_orders_of_units as (

    select
        figures.figure_id,
        null as computed,
        {{ composite_index.joined_text(
            "parts.unit_id || ':' || cast(rankings.dense_rank as " ~ dbt.type_string() ~ ")", "' '",
            "order by parts.part"
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

-- by the share of the weight that nodes reach, in the whole group
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

final as (

    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_units
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_first_k
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_orders_of_units
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_orders_of_nodes

)

select * from final
