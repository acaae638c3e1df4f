-- The printed place of a unit in a group, beside its printed score: from the report alone.
{{ config(enabled=project_name == 'composite_index') }}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

scores as (

    select
        index_id,
        node_id,
        unit_id,
        min(low) as score
    from figures
    where
        statistic = 'points'
        and operator = '='
    group by index_id, node_id, unit_id

),

ranks as (

    select
        *,
        count(*) over (partition by printed_in, index_id, group_id, node_id, statistic) as listed_units
    from figures
    where
        statistic in ('rank', 'dense_rank', 'position')
        and operator = '='

),

tiers as (

    select
        printed_in,
        index_id,
        group_id,
        unit_id,
        max(as_printed) as tier_printed,
        max(expected) as tier_id
    from figures
    where
        statistic = 'tier'
        and standing <> 'reading'
    group by printed_in, index_id, group_id, unit_id

),

final as (

    select
        ranks.figure_id,
        ranks.printed_in,
        ranks.index_id,
        ranks.group_id,
        ranks.node_id,
        ranks.unit_id,
        ranks.unit_printed,
        ranks.statistic,
        cast(ranks.low as {{ dbt.type_int() }}) as place,
        ranks.low / ranks.listed_units as percentile,
        scores.score,
        case when ranks.node_id = 'index' then tiers.tier_printed end as tier_printed,
        case when ranks.node_id = 'index' then tiers.tier_id end as tier_id
    from ranks
    left join scores
        on {{ composite_index.same_key('ranks', 'scores', ['index_id', 'node_id', 'unit_id']) }}
    left join tiers
        on {{ composite_index.same_key('ranks', 'tiers', ['printed_in', 'index_id', 'group_id', 'unit_id']) }}

)

select * from final
