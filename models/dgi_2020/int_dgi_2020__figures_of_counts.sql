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

units as (

    select * from {{ ref('composite_index', 'index_units') }}

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

-- raw values of the indicators of a figure, unit by unit
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

final as (

    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_dimensions
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_parents
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_counts
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_pairs_of_nodes
    union all
    select
        figure_id,
        cast(computed as {{ composite_index.type_double() }}) as computed,
        cast(computed_text as {{ dbt.type_string() }}) as computed_text
    from of_values

)

select * from final
