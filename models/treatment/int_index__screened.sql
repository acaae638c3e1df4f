with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

counted as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        cast(count(*) as {{ composite_index.type_double() }}) as indicators,
        count(value) as present_values,
        sum(case when value = 0 then 1 else 0 end) as zeros
    from imputed
    group by index_id, scenario_id, period, cohort_id, unit_id

),

measured as (

    select
        counted.index_id,
        counted.scenario_id,
        counted.period,
        counted.cohort_id,
        counted.unit_id,
        counted.present_values / counted.indicators as data_availability,
        1.0 - counted.zeros / nullif(cast(counted.present_values as {{ composite_index.type_double() }}), 0)
            as nonzero_share,
        nodes.screen_availability,
        nodes.screen_nonzero,
        units.inclusion
    from counted
    inner join nodes
        on {{ composite_index.same_edition('counted', 'nodes') }}
    inner join units
        on
            counted.index_id = units.index_id
            and counted.unit_id = units.unit_id

),

judged as (

    select
        *,
        case
            when inclusion = 'exclude' then 'excluded by the units'
            when inclusion = 'include' then null
            -- the tolerance is for shares such as 9 of 10 against 0.9
            when data_availability < screen_availability - 1e-12
                then 'data availability below screen_availability'
            when coalesce(nonzero_share, 0) < screen_nonzero - 1e-12
                then 'share of values that are not zero below screen_nonzero'
        end as reason
    from measured

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        data_availability,
        nonzero_share,
        inclusion,
        reason is null as is_included,
        reason
    from judged

)

select * from final
