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
-- DuckDB would join nodes with units first (docs/decisions/0027).
measured as (

    select
        nodes.node_key,
        observations.index_id,
        observations.period,
        observations.unit_id,
        observations.node_id,
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
        nodes.node_key,
        observations.index_id,
        observations.period,
        observations.unit_id,
        observations.node_id,
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
        nodes.node_key,
        copies.index_id,
        copies.period,
        copies.unit_id,
        copies.node_id,
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

placed as (

    select
        measured.*,
        units.unit_key,
        units.cohort_id,
        units.first_order,
        units.last_order
    from measured
    inner join units
        on
            measured.index_id = units.index_id
            and measured.unit_id = units.unit_id

),

denominators as (

    select * from {{ ref('composite_index', 'int_index__denominators') }}

),

joined as (

    select
        nodes.edition_key,
        placed.unit_key,
        nodes.node_key,
        placed.value,
        placed.is_blank,
        nodes.denominator,
        denominators.value as denominator_value,
        nodes.transformation,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        placed.is_duplicate
    from placed
    inner join nodes
        on placed.node_key = nodes.node_key
    left join denominators
        on
            placed.unit_key = denominators.unit_key
            and placed.node_key = denominators.node_key
    where
        -- a case, because on an equation DuckDB would join nodes with units first: a row for every possible value
        case when placed.cohort_id = nodes.cohort_id then 1 else 0 end = 1
        and {{ composite_index.is_present('placed', 'nodes.period_order') }}

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
    from joined

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
