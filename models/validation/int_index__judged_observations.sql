{#- many models read it, and what it takes to judge a row would be done for each -#}
{{ config(
    materialized=composite_index.table_materialization() if composite_index.is_quarantining()
        else composite_index.view_materialization()
) }}

with

observations as (

    select * from {{ ref('composite_index', 'int_index__taken_observations') }}

),

{% if composite_index.is_quarantining() %}
units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

series as (

    select * from {{ ref('composite_index', 'int_index__series') }}

),

counted as (

    select
        *,
        count(*) over (partition by index_id, period, unit_id, node_id) as copies
    from observations

),

known as (

    select distinct
        index_id,
        period,
        node_id
    from series

),

unit_keys as (

    select distinct
        index_id,
        unit_id,
        cohort_id,
        first_order,
        last_order
    from units

),

periods as (

    select * from {{ ref('composite_index', 'int_index__periods') }}

),

final as (

    select
        counted.index_id,
        counted.period,
        counted.unit_id,
        counted.node_id,
        counted.value,
        counted.value_text,
        counted.is_blank,
        counted.source,
        counted.note,
        counted.input_file,
        counted.input_row,
        case
            when
                counted.index_id is null
                or counted.period is null
                or counted.unit_id is null
                or counted.node_id is null
                then 'incomplete_key'
            when unit_keys.unit_id is null then 'unknown_unit'
            when not ({{ composite_index.is_present('unit_keys', 'periods.period_order') }}) then 'not_of_the_period'
            when known.node_id is null then 'unknown_indicator'
            -- a blank cell under another cohort's indicator is nothing that could be left out
            when series.node_id is null and counted.value_text is not null then 'unknown_indicator'
            when counted.copies > 1 then 'duplicate'
        end as rule
    from counted
    left join unit_keys
        on
            counted.index_id = unit_keys.index_id
            and counted.unit_id = unit_keys.unit_id
    left join periods
        on
            counted.index_id = periods.index_id
            and counted.period = periods.period
    left join known
        on
            counted.index_id = known.index_id
            and counted.period = known.period
            and counted.node_id = known.node_id
    left join series
        on
            counted.index_id = series.index_id
            and counted.period = series.period
            and counted.node_id = series.node_id
            and unit_keys.cohort_id = series.cohort_id

)
{% else %}
-- nothing is set aside: the tests of int_index__observations stop the build
final as (

    select
        observations.*,
        cast(null as {{ dbt.type_string() }}) as rule
    from observations

)
{% endif %}

select * from final
