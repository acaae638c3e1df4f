{%- set last_step = namespace(name='written_0') -%}
with

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

named as (

    select
        index_id,
        period,
        1 as is_observed
    from {{ ref('composite_index', 'int_index__observed_periods') }}
    {%- for column in ['first_period', 'last_period'] %}
    union all
    select
        index_id,
        {{ column }} as period,
        0 as is_observed
    from units
    {%- endfor %}

),

written_0 as (

    select
        index_id,
        period,
        max(is_observed) as is_observed,
        lower(period) as plain_period
    from named
    where index_id is not null and period is not null
    group by index_id, period

),

{#- a few at a time, because one expression with all of them is too deep for a parser -#}
{%- for steps in composite_index.replacements_in_periods() | batch(8) %}

written_{{ loop.index }} as (

    select
        index_id,
        period,
        is_observed,
        {{ composite_index.replaced_in_turn('plain_period', steps) }} as plain_period
    from written_{{ loop.index0 }}

),
{%- set last_step.name = 'written_' ~ loop.index %}
{%- endfor %}

keyed as (

    select
        *,
        {{ composite_index.natural_key('plain_period') }} as natural_key,
        lower(period) as lower_period,
        {{ composite_index.natural_key('lower(period)') }} as written_key,
        {{ composite_index.replaced('plain_period', '[0-9]+', '0') }} as stem
    from {{ last_step.name }}

),

-- the possible readings of each period; all periods of the index together decide which one holds
read as (

    select
        index_id,
        period,
        is_observed,
        plain_period,
        natural_key,
        case
            when not {{ composite_index.matches('lower_period', '^[0-9]{4}[/-]([0-9]{2})?[0-9]{2}$') }} then null
            when
                mod({{ composite_index.number_of_key('written_key', 1) }} + 1, 100)
                = mod({{ composite_index.number_of_key('written_key', 2) }}, 100)
                then {{ composite_index.number_of_key('written_key', 1) }}
        end as fiscal_place,
        case
            {%- for unit, pattern, place in composite_index.calendar_units() %}
            when {{ composite_index.matches('plain_period', pattern) }} then '{{ unit }}'
            {%- endfor %}
        end as calendar_unit,
        case
            {%- for unit, pattern, place in composite_index.calendar_units() %}
            when {{ composite_index.matches('plain_period', pattern) }} then {{ place }}
            {%- endfor %}
        end as calendar_place,
        {{ composite_index.try_double('plain_period') }} as number_place,
        -- text around one number, such as FY2020
        case when length(stem) - length(replace(stem, '0', '')) = 1 then stem end as stem,
        case
            when length(stem) - length(replace(stem, '0', '')) = 1
                then cast({{ composite_index.replaced('natural_key', '[^0-9]+', '') }} as {{ dbt.type_bigint() }})
        end as stem_place
    from keyed

),

compared as (

    select
        *,
        count(*) over (partition by index_id) as periods,
        count(fiscal_place) over (partition by index_id) as fiscal_periods,
        count(calendar_place) over (partition by index_id) as calendar_periods,
        min(calendar_unit) over (partition by index_id) as first_unit,
        max(calendar_unit) over (partition by index_id) as last_unit,
        count(number_place) over (partition by index_id) as number_periods,
        count(stem) over (partition by index_id) as stem_periods,
        min(stem) over (partition by index_id) as first_stem,
        max(stem) over (partition by index_id) as last_stem
    from read

),

placed as (

    select
        *,
        cast(
            case
                when fiscal_periods = periods then fiscal_place
                when calendar_periods = periods and first_unit = last_unit then calendar_place
                when number_periods = periods then number_place
                when stem_periods = periods and first_stem = last_stem then stem_place
            end as {{ composite_index.type_double() }}
        ) as distance_place
    from compared

),

-- equal periods, such as 2024-9 and 2024-09, have one place
ordered as (

    select
        *,
        dense_rank() over (
            partition by index_id
            order by
                distance_place,
                {{ composite_index.by_code("case when distance_place is null then natural_key else '' end") }}
        ) as period_order
    from placed

),

numbered as (

    select
        *,
        sum(is_observed) over (
            partition by index_id
            order by period_order, {{ composite_index.by_code('period') }}
            rows between unbounded preceding and current row
        ) as observed_so_far,
        max(case when is_observed = 1 then period end) over (partition by index_id, period_order) as last_writing
    from ordered

),

final as (

    select
        index_id,
        period,
        is_observed = 1 as is_observed,
        cast(period_order as {{ dbt.type_int() }}) as period_order,
        cast(case when is_observed = 1 then observed_so_far end as {{ dbt.type_int() }}) as period_number,
        case
            when is_observed = 1
                then coalesce(distance_place, cast(observed_so_far as {{ composite_index.type_double() }}))
        end as period_place,
        case when is_observed = 1 and last_writing <> period then last_writing end as other_writing,
        -- with the year last, or in two digits, nobody can tell which number is the year, the month or the day
        case
            when periods = 1 then true
            {%- for pattern in [
                '^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}$', '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$',
                '^[mqh][0-9]{1,2}[ ./-]+[0-9]{2}$', '^[0-9]{1,2}[ ./-]+m[0-9]{1,2}[ ./-]+[0-9]{2}$',
            ] %}
            when {{ composite_index.matches('plain_period', pattern) }} then false
            {%- endfor %}
            else true
        end as is_clear
    from numbered

)

select * from final
