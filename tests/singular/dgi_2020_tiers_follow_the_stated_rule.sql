-- Provinces have the tier of the rule that the report states; cities have none, because it ranks them among 101.

with

published as (

    select * from {{ ref('composite_index', 'dgi_2020_published_rankings') }}

),

scoreboard as (

    select * from {{ ref('composite_index', 'dgi_2020_scoreboard') }}

)

select
    published.index_id,
    published.unit_id,
    published.tier_id as published_tier_id,
    scoreboard.tier_id
from published
left join scoreboard
    on
        published.index_id = scoreboard.index_id
        and published.unit_id = scoreboard.unit_id
where coalesce(published.tier_id, 'none') <> coalesce(scoreboard.tier_id, 'none') or scoreboard.unit_id is null
