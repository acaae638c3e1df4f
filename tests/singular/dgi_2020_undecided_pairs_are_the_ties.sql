-- The listed pairs are exactly those with one printed score and different published ranks.
-- Fails with a pair that is tied and not listed, or listed and not tied.

with

published as (

    select * from {{ ref('composite_index', 'dgi_2020_published_rankings') }}

),

scoreboard as (

    select * from {{ ref('composite_index', 'dgi_2020_scoreboard') }}

),

ranked as (

    select
        published.index_id,
        published.unit_id,
        published.rank as published_rank,
        scoreboard.rank
    from published
    inner join scoreboard
        on
            published.index_id = scoreboard.index_id
            and published.unit_id = scoreboard.unit_id

),

ties as (

    select
        better.index_id,
        better.unit_id,
        worse.unit_id as tied_unit_id
    from ranked as better
    inner join ranked as worse
        on
            better.index_id = worse.index_id
            and better.rank = worse.rank
            and better.published_rank < worse.published_rank

),

listed as (

    select * from {{ ref('composite_index', 'dgi_2020_undecided_pairs') }}

)

select
    coalesce(ties.index_id, listed.index_id) as index_id,
    coalesce(ties.unit_id, listed.unit_id) as unit_id,
    coalesce(ties.tied_unit_id, listed.tied_unit_id) as tied_unit_id,
    case when listed.unit_id is null then 'tied, not listed' else 'listed, not tied' end as finding
from ties
full outer join listed
    on
        ties.index_id = listed.index_id
        and ties.unit_id = listed.unit_id
        and ties.tied_unit_id = listed.tied_unit_id
where ties.unit_id is null or listed.unit_id is null
