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
        edition_key,
        unit_key,
        null as data_availability,
        null as nonzero_share,
        value as inclusion,
        false as is_included,
        'excluded by the publisher: ' || reason as reason
    from (
        {{ composite_index.units_by_inclusion('exclude', ['overrides.value', 'overrides.reason']) | indent(8) }}
    ) as by_the_publisher

),

included_by_the_publisher as (

    {{ composite_index.units_by_inclusion('include', ['overrides.value', 'overrides.reason']) }}

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
        units.inclusion
    from edition_units
    inner join nodes
        on edition_units.edition_key = nodes.edition_key
    inner join units
        on edition_units.unit_key = units.unit_key
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

screened as (

    select
        edition_key,
        unit_key,
        data_availability,
        nonzero_share,
        inclusion,
        reason is null as is_included,
        reason
    from judged
    union all
    select * from excluded

),

-- above the union, so that DuckDB does not expect few units
final as (

    select
        screened.edition_key,
        screened.unit_key,
        screened.data_availability,
        screened.nonzero_share,
        coalesce(included.value, screened.inclusion) as inclusion,
        screened.is_included or included.unit_key is not null as is_included,
        case
            when included.unit_key is null then screened.reason
            else 'included by the publisher: ' || included.reason
        end as reason
    from screened
    left join included_by_the_publisher as included
        on
            screened.edition_key = included.edition_key
            and screened.unit_key = included.unit_key

)

select * from final
