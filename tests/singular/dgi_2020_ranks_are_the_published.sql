-- Every published rank is reproduced if the printed figures decide it. They do not decide between two units with the
-- same printed score; both then have the better rank, and the seed dgi_2020_undecided_pairs lists the pair. So ranks
-- equal the published ones, except for the second unit of each listed pair.

with

published as (

    select * from {{ ref('composite_index', 'dgi_2020_published_rankings') }}

),

undecided as (

    select * from {{ ref('composite_index', 'dgi_2020_undecided_pairs') }}

),

scoreboard as (

    select * from {{ ref('composite_index', 'dgi_2020_scoreboard') }}

)

select
    published.index_id,
    published.unit_id,
    published.rank as published_rank,
    scoreboard.rank
from published
left join scoreboard
    on
        published.index_id = scoreboard.index_id
        and published.unit_id = scoreboard.unit_id
left join undecided
    on
        published.index_id = undecided.index_id
        and published.unit_id = undecided.tied_unit_id
where
    not coalesce(
        scoreboard.rank = published.rank - case when undecided.tied_unit_id is null then 0 else 1 end,
        false
    )
