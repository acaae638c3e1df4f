{#
    A value belongs to an indicator of its unit's cohort. Fails with those whose indicator the framework has for other
    cohorts only, so that they would be left out. `series`: what a value may belong to, by cohort; `units`: the units.
#}
{% test values_are_of_their_cohort(model, series, units) %}
with

series as (

    select * from {{ series }}

),

cohorts as (

    select distinct
        index_id,
        period,
        cohort_id
    from series

),

-- mostly none, so that the observations need not be looked through
left_out as (

    select distinct
        series.index_id,
        series.period,
        series.node_id,
        cohorts.cohort_id
    from series
    inner join cohorts
        on
            series.index_id = cohorts.index_id
            and series.period = cohorts.period
    where not exists (
        select 1
        from series as own
        where
            own.index_id = series.index_id
            and own.period = series.period
            and own.cohort_id = cohorts.cohort_id
            and own.node_id = series.node_id
    )

)

select
    observations.index_id,
    observations.period,
    observations.node_id,
    observations.unit_id,
    left_out.cohort_id,
    observations.value_text,
    observations.input_file,
    observations.input_row
from {{ model }} as observations
inner join left_out
    on
        observations.index_id = left_out.index_id
        and observations.period = left_out.period
        and observations.node_id = left_out.node_id
inner join {{ units }} as units
    on
        left_out.index_id = units.index_id
        and left_out.cohort_id = units.cohort_id
        and observations.unit_id = units.unit_id
where observations.value_text is not null
order by observations.input_file, observations.input_row, observations.index_id, observations.node_id, observations.unit_id
{% endtest %}
