-- The calibrated indices say in their seeds and in published tables that they are synthetic.

with

provinces as (

    select * from {{ ref('composite_index', 'dgi_2020_provinces__observations') }}

),

cities as (

    select * from {{ ref('composite_index', 'dgi_2020_cities__observations') }}

),

scores as (

    select * from {{ ref('composite_index', 'index_scores') }}

),

rankings as (

    select * from {{ ref('composite_index', 'index_rankings') }}

),

scoreboard as (

    select * from {{ ref('composite_index', 'dgi_2020_scoreboard') }}

),

said as (

    select
        index_id,
        unit_id,
        source as notice
    from provinces
    union all
    select
        index_id,
        unit_id,
        source as notice
    from cities
    union all
    select
        index_id,
        unit_id,
        data_notice as notice
    from scores
    union all
    select
        index_id,
        unit_id,
        data_notice as notice
    from rankings
    union all
    select
        index_id,
        unit_id,
        data_notice as notice
    from scoreboard

)

select *
from said
where
    index_id in ('dgi_2020_provinces', 'dgi_2020_cities')
    and coalesce(notice, '') <> 'Synthetic, calibrated to published figures'
