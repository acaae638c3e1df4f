{#- the columns of the framework that a value is judged by -#}
{%- set of_node = [
    'edition_key', 'node_key', 'index_id', 'cohort_id', 'period_order', 'denominator', 'transformation', 'value_min',
    'value_max', 'value_step',
] -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

lookups as (

    select * from {{ ref('composite_index', 'stg_index__lookups') }}

),

-- Lookups have their own branch, because reading a value as text takes most of the time. The branches read the model
-- and not a name of this query, because DuckDB would keep that in memory. They join nodes here and not below, because
-- DuckDB would join nodes with units first, and keep all values in memory (docs/decisions/0027).
measured as (

    select
        {{ composite_index.qualified('nodes', of_node) }},
        observations.unit_id,
        observations.is_blank,
        observations.value,
        false as is_duplicate
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    inner join nodes
        on
            observations.index_id = nodes.index_id
            and observations.period = nodes.period
            and observations.node_id = nodes.node_id
    where observations.rule is null and nodes.is_indicator and coalesce(nodes.normalisation, '') <> 'lookup'
    union all
    select
        {{ composite_index.qualified('nodes', of_node) }},
        observations.unit_id,
        observations.is_blank,
        lookups.value,
        false as is_duplicate
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    inner join nodes
        on
            observations.index_id = nodes.index_id
            and observations.period = nodes.period
            and observations.node_id = nodes.node_id
    left join lookups
        on
            nodes.index_id = lookups.index_id
            and nodes.node_id = lookups.node_id
            and observations.value_text = lookups.category
    where observations.rule is null and nodes.is_indicator and nodes.normalisation = 'lookup'
    union all
    -- duplicates: several rows give this value, so it is missing until one row is left
    select distinct
        {{ composite_index.qualified('nodes', of_node) }},
        copies.unit_id,
        false as is_blank,
        cast(null as {{ composite_index.type_double() }}) as value,
        true as is_duplicate
    from {{ ref('composite_index', 'int_index__observations') }} as copies
    inner join nodes
        on
            copies.index_id = nodes.index_id
            and copies.period = nodes.period
            and copies.node_id = nodes.node_id
    where nodes.is_indicator and copies.rule = 'duplicate'

),

denominators as (

    select * from {{ ref('composite_index', 'int_index__denominators') }}

),

-- an indicator has a node for each cohort and scenario; a value belongs to those of its unit's cohort
placed as (

    select
        measured.*,
        units.unit_key,
        denominators.value as denominator_value
    from measured
    inner join units
        on
            measured.index_id = units.index_id
            and measured.unit_id = units.unit_id
            and measured.cohort_id = units.cohort_id
            and {{ composite_index.is_present('units', 'measured.period_order') }}
    left join denominators
        on
            units.unit_key = denominators.unit_key
            and measured.node_key = denominators.node_key

),

-- the rules of a single value: the profile counts breaches, the violations show them, the quarantine sets values aside
judged as (

    select
        *,
        case
            when is_duplicate then 'duplicate'
            when is_blank then 'missing'
            when value is null then 'unreadable'
            when transformation is not null and {{ composite_index.transform('value', 'transformation') }} is null
                then 'untransformable'
            when denominator is not null and denominator_value is null then 'missing'
            when denominator is not null and denominator_value = 0 then 'undenominated'
            when value < value_min then 'below_minimum'
            when value > value_max then 'above_maximum'
            when {{ composite_index.is_off_step('value', 'value_step') }} then 'off_step'
        end as rule
    from placed

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        {{ composite_index.kept_value('value', 'rule') }} as value,
        cast(rule as {{ composite_index.type_rule() }}) as rule
    from judged

)

select * from final
