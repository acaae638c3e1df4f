{#
    The observations of an indicator that the framework has only for cohorts other than the unit's. Nothing would read
    them.
#}
{% macro observations_of_other_cohorts() %}
with

series as (

    select * from {{ composite_index.looked_at('int_index__series') }}

),

cohorts as (

    select distinct
        index_id,
        period,
        cohort_id
    from series

),

-- mostly empty; then the observations are not read
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
from {{ composite_index.looked_at('int_index__suspected_observations') }} as observations
inner join left_out
    on
        observations.index_id = left_out.index_id
        and observations.period = left_out.period
        and observations.node_id = left_out.node_id
inner join {{ composite_index.looked_at('stg_index__units') }} as units
    on
        left_out.index_id = units.index_id
        and left_out.cohort_id = units.cohort_id
        and observations.unit_id = units.unit_id
where observations.value_text is not null
{% endmacro %}
