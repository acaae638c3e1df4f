-- The indices that are built from the third level reproduce what tables 3-1, 4-1 and 4-2 print: scores and points to
-- one decimal, halves up, and ranks and tiers exactly.

with

published as (

    select * from {{ ref('composite_index', 'dgi_2020_table_figures') }}

),

rankings as (

    select
        *,
        -- sums of doubles are noisy where a figure lies on the edge of rounding, as 6.25 does
        floor(round(points, 9) * 10 + 0.5) / 10 as printed
    from {{ ref('composite_index', 'index_rankings') }}
    where scenario_id = 'baseline'

)

select
    published.source,
    published.index_id,
    published.group_id,
    published.unit_id,
    published.node_id,
    published.figure,
    rankings.points,
    published.rank as published_rank,
    rankings.rank,
    published.tier_id as published_tier_id,
    rankings.tier_id
from published
left join rankings
    on
        published.index_id = rankings.index_id
        and published.group_id = rankings.group_id
        and published.unit_id = rankings.unit_id
        and published.node_id = rankings.node_id
where
    rankings.unit_id is null
    or (published.figure is not null and abs(published.figure - rankings.printed) > 0.001)
    or (published.rank is not null and published.rank <> rankings.rank)
    or (published.tier_id is not null and published.tier_id <> coalesce(rankings.tier_id, 'none'))
