-- The published tables of the package, read like any model.
select
    rankings.unit_id,
    units.label_en,
    rankings.score,
    rankings.rank
from {{ ref('composite_index', 'index_rankings') }} as rankings
inner join {{ ref('composite_index', 'index_units') }} as units
    on
        rankings.index_id = units.index_id
        and rankings.unit_id = units.unit_id
where rankings.level = 0
