{#- many models read it, and each would search for the broken rules again -#}
{{ config(materialized='index_table' if composite_index.is_quarantining() else 'index_view') }}
{%- set taken_columns = [
    'index_id', 'period', 'unit_id', 'node_id', 'value', 'value_text', 'is_blank', 'source', 'note', 'input_file', 'input_row',
] -%}
{%- set is_quarantining = 'true' if composite_index.is_quarantining() else 'false' -%}

with

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

),

-- an excluded unit takes no part in the index, so its rows are left out
excluded as (

    select distinct
        units.index_id,
        units.unit_id
    from {{ ref('composite_index', 'stg_index__units') }} as units
    where not ({{ composite_index.takes_part('units') }})

),

overrides as (

    {{ composite_index.overrides_of('observation') }}

),

-- the rows that an override replaces, and those of a unit that the publisher excludes from the period
removed as (

    {{ composite_index.replaced_observations() }}

),

taken as (

    select
        {{ composite_index.qualified('observations', taken_columns) }}
    from observations
    left join excluded
        on
            observations.index_id = excluded.index_id
            and observations.unit_id = excluded.unit_id
    left join removed
        on
            observations.index_id = removed.index_id
            and observations.period = removed.period
            and observations.unit_id = removed.unit_id
            and observations.node_id = removed.node_id
    where
        excluded.unit_id is null
        and removed.unit_id is null
    union all
    select
        overrides.index_id,
        overrides.period,
        overrides.unit_id,
        overrides.node_id,
        overrides.number as value,
        overrides.value as value_text,
        overrides.value is null as is_blank,
        'input_overrides' as source,
        overrides.reason as note,
        overrides.input_file,
        overrides.input_row
    from overrides

),

counted as (

    select
        *,
        count(*) over (partition by index_id, period, unit_id, node_id) as copies
    from taken

),

units as (

    select distinct
        index_id,
        unit_id,
        cohort_id,
        first_order,
        last_order
    from {{ ref('composite_index', 'int_index__units') }}

),

periods as (

    select * from {{ ref('composite_index', 'int_index__periods') }}

),

series as (

    select * from {{ ref('composite_index', 'int_index__series') }}

),

series_of_any_cohort as (

    select distinct
        index_id,
        period,
        node_id
    from series

),

judged as (

    select
        counted.*,
        case
            when
                counted.index_id is null
                or counted.period is null
                or counted.unit_id is null
                or counted.node_id is null
                then 'incomplete_key'
            when units.unit_id is null then 'unknown_unit'
            when not ({{ composite_index.is_present('units', 'periods.period_order') }}) then 'not_of_the_period'
            when series_of_any_cohort.node_id is null then 'unknown_indicator'
            -- a blank cell of another cohort's indicator loses no value
            when series.node_id is null and counted.value_text is not null then 'unknown_indicator'
            when counted.copies > 1 then 'duplicate'
        end as rule
    from counted
    left join units
        on
            counted.index_id = units.index_id
            and counted.unit_id = units.unit_id
    left join periods
        on
            counted.index_id = periods.index_id
            and counted.period = periods.period
    left join series_of_any_cohort
        on
            counted.index_id = series_of_any_cohort.index_id
            and counted.period = series_of_any_cohort.period
            and counted.node_id = series_of_any_cohort.node_id
    left join series
        on
            counted.index_id = series.index_id
            and counted.period = series.period
            and counted.node_id = series.node_id
            and units.cohort_id = series.cohort_id
    where {{ is_quarantining }}

),

-- if on_violation is strict, the tests of int_index__suspected_observations judge the rows instead
final as (

    select
        index_id,
        period,
        unit_id,
        node_id,
        value,
        value_text,
        is_blank,
        source,
        note,
        input_file,
        input_row,
        cast(null as {{ dbt.type_string() }}) as rule
    from taken
    where not {{ is_quarantining }}
    union all
    select
        index_id,
        period,
        unit_id,
        node_id,
        value,
        value_text,
        is_blank,
        source,
        note,
        input_file,
        input_row,
        rule
    from judged

)

select * from final
