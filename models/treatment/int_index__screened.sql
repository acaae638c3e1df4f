with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

overrides as (

    {{ composite_index.overrides_of('inclusion') }}

),

counted as (

    select
        edition_key,
        unit_key,
        count(treated_value) as present_values,
        sum(case when treated_value = 0 then 1 else 0 end) as zeros
    from imputed
    group by edition_key, unit_key

),

-- an excluded unit has no values, but has a row with its reason
excluded as (

    select
        nodes.edition_key,
        units.unit_key,
        cast(null as {{ composite_index.type_double() }}) as data_availability,
        cast(null as {{ composite_index.type_double() }}) as nonzero_share,
        units.inclusion,
        false as is_included,
        'excluded by the units' as reason
    from units
    inner join nodes
        on
            units.index_id = nodes.index_id
            and units.cohort_id = nodes.cohort_id
            and {{ composite_index.is_present('units', 'nodes.period_order') }}
    where not ({{ composite_index.takes_part('units') }})
    union all
    select
        nodes.edition_key,
        units.unit_key,
        null as data_availability,
        null as nonzero_share,
        overrides.value as inclusion,
        false as is_included,
        'excluded by the publisher: ' || overrides.reason as reason
    from overrides
    inner join units
        on
            overrides.index_id = units.index_id
            and overrides.unit_id = units.unit_id
    inner join nodes
        on
            units.index_id = nodes.index_id
            and units.cohort_id = nodes.cohort_id
            and overrides.period = nodes.period
            and {{ composite_index.is_present('units', 'nodes.period_order') }}
    where
        {{ composite_index.takes_part('units') }}
        and overrides.value = 'exclude'

),

measured as (

    select
        edition_units.edition_key,
        edition_units.unit_key,
        coalesce(counted.present_values, 0) / cast(nodes.indicators as {{ composite_index.type_double() }})
            as data_availability,
        1.0 - counted.zeros / nullif(cast(counted.present_values as {{ composite_index.type_double() }}), 0)
            as nonzero_share,
        nodes.screen_availability,
        nodes.screen_nonzero,
        coalesce(overrides.value, units.inclusion) as inclusion,
        case when overrides.value = 'include' then 'included by the publisher: ' || overrides.reason end as reason_to_include
    from edition_units
    inner join nodes
        on edition_units.edition_key = nodes.edition_key
    inner join units
        on edition_units.unit_key = units.unit_key
    left join overrides
        on
            nodes.index_id = overrides.index_id
            and nodes.period = overrides.period
            and units.unit_id = overrides.unit_id
    left join counted
        on
            edition_units.edition_key = counted.edition_key
            and edition_units.unit_key = counted.unit_key

),

judged as (

    select
        *,
        case
            when inclusion = 'include' then null
            -- the tolerance lets 9 of 10 reach 0.9
            when data_availability < screen_availability - 1e-12
                then 'data availability below screen_availability'
            when coalesce(nonzero_share, 0) < screen_nonzero - 1e-12
                then 'share of values that are not zero below screen_nonzero'
        end as reason
    from measured

),

final as (

    select
        edition_key,
        unit_key,
        data_availability,
        nonzero_share,
        inclusion,
        reason is null as is_included,
        coalesce(reason, reason_to_include) as reason
    from judged
    union all
    select * from excluded

)

select * from final
