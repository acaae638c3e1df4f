{#
    The units whose points of all indicators do not add up to their index score. They must if every node is a mean or a sum
    of its children, none fills in what is missing, and no parent reads a rounded score: to 1e-9, or on scales of thousands to twelve digits, the precision of doubles.
#}
{% macro points_apart_from_score() %}
{%- set adding_up = composite_index.quoted(
    composite_index.methods_that(composite_index.aggregations(), 'adds_up')) %}
with

arithmetic as (

    select nodes.edition_key
    from {{ composite_index.looked_at('int_index__nodes') }} as nodes
    group by nodes.edition_key
    having
        -- only editions that are published down to the indicators
        count(case when is_indicator and not {{ composite_index.is_level_of('score_levels', 'level') }} then 1 end) = 0
        and count(case when not is_indicator and aggregation not in ({{ adding_up }}) then 1 end) = 0
        and count(case when not is_indicator and normalisation is not null then 1 end) = 0
        and count(case when missing_rule = 'group_mean' then 1 end) = 0
        -- a decided score is not the sum of what is below it
        and not exists (
            select 1 from {{ composite_index.looked_at('int_index__sources') }} as sources
            where sources.edition_key = nodes.edition_key and sources.override = 'score'
        )
        and count(case when round_digits is not null and round_scope = 'parent' then 1 end) = 0

),

added as (

    select
        scores.edition_key,
        scores.unit_key,
        scores.score,
        nodes.level,
        case when nodes.is_indicator then coalesce(scores.points, 0) else 0 end as points
    from {{ composite_index.looked_at('int_index__points') }} as scores
    inner join {{ composite_index.looked_at('int_index__nodes') }} as nodes
        on scores.node_key = nodes.node_key
    inner join arithmetic
        on scores.edition_key = arithmetic.edition_key

),

sums as (

    select
        edition_key,
        unit_key,
        max(case when level = 0 then score end) as score,
        sum(points) as points,
        sum(abs(points)) as size_of_points
    from added
    group by edition_key, unit_key

)

select
    nodes.index_id,
    nodes.scenario_id,
    nodes.period,
    nodes.cohort_id,
    sums.unit_key,
    sums.score,
    sums.points
from sums
inner join {{ composite_index.looked_at('int_index__nodes') }} as nodes
    on
        sums.edition_key = nodes.edition_key
        and nodes.level = 0
where
    sums.score is not null
    and not coalesce(abs(sums.score - sums.points) <= greatest(1e-9, 1e-12 * sums.size_of_points), false)
{% endmacro %}
