-- Every published total is reproduced within 0.1: a total is printed to one decimal, and so is each of four dimensions.

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
    published.score as published_score,
    scoreboard.score
from published
left join scoreboard
    on
        published.index_id = scoreboard.index_id
        and published.unit_id = scoreboard.unit_id
where not coalesce(abs(published.score - scoreboard.score) <= 0.1 + 1e-9, false)
