{#
    The points of a unit's indicators add up to its index score to 1e-9 wherever every node is arithmetic
    and no parent sees a rounded score; on scales of thousands to twelve digits, which is what doubles have.
    `nodes`: the framework's nodes. Fails with the units where they do not.
#}
{% test points_add_up(model, nodes) %}
with

arithmetic as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id
    from {{ nodes }}
    group by index_id, scenario_id, period, cohort_id
    having
        count(case when not is_indicator and aggregation <> 'arithmetic' then 1 end) = 0
        and count(case when round_digits is not null and round_scope = 'parent' then 1 end) = 0

),

sums as (

    select
        points.index_id,
        points.scenario_id,
        points.period,
        points.unit_id,
        max(case when points.level = 0 then points.score end) as score,
        sum(case when nodes.is_indicator then coalesce(points.points, 0) else 0 end) as points,
        sum(case when nodes.is_indicator then abs(coalesce(points.points, 0)) else 0 end) as size_of_points
    from {{ model }} as points
    inner join {{ nodes }} as nodes
        on {{ composite_index.same_node('points', 'nodes') }}
    inner join arithmetic
        on
            {{ composite_index.same_edition('points', 'arithmetic') }}
    group by points.index_id, points.scenario_id, points.period, points.unit_id

)

select *
from sums
where score is not null and not coalesce(abs(score - points) <= greatest(1e-9, 1e-12 * size_of_points), false)
order by index_id, scenario_id, period, unit_id
{% endtest %}
