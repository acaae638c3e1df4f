{%- set has_denominators = composite_index.has_rows('int_index__nodes', 'denominator is not null') -%}
{%- set no_denominator = 'cast(null as ' ~ composite_index.type_double() ~ ')' -%}
{%- set has_lookups = composite_index.has_rows('int_index__nodes', "normalisation = 'lookup'") -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where {{ composite_index.is_touched() }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

lookups as (

    select * from {{ ref('composite_index', 'stg_index__lookups') }}

),

-- lookups apart, because a value as text costs more than all that is done with a number; and the observations by their
-- name in each place, because under one name DuckDB would keep all of them in memory
measured as (

    select
        nodes.node_key,
        observations.index_id,
        observations.period,
        observations.unit_id,
        observations.node_id,
        observations.is_blank,
        {%- if composite_index.is_quarantining() %}
        false as is_duplicate,
        {%- endif %}
        observations.value
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    inner join nodes
        on
            observations.index_id = nodes.index_id
            and observations.period = nodes.period
            and observations.node_id = nodes.node_id
    where nodes.is_indicator and coalesce(nodes.normalisation, '') <> 'lookup'
    {%- if has_lookups %}
    union all
    select
        nodes.node_key,
        observations.index_id,
        observations.period,
        observations.unit_id,
        observations.node_id,
        observations.is_blank,
        {%- if composite_index.is_quarantining() %}
        false as is_duplicate,
        {%- endif %}
        lookups.value
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
    where nodes.is_indicator and nodes.normalisation = 'lookup'
    {%- endif %}
    {%- if composite_index.is_quarantining() %}
    union all
    -- a value that is there, but of which nobody knows which one holds: no row of it is among the observations
    select distinct
        nodes.node_key,
        copies.index_id,
        copies.period,
        copies.unit_id,
        copies.node_id,
        false as is_blank,
        true as is_duplicate,
        cast(null as {{ composite_index.type_double() }}) as value
    from {{ ref('composite_index', 'int_index__judged_observations') }} as copies
    inner join nodes
        on
            copies.index_id = nodes.index_id
            and copies.period = nodes.period
            and copies.node_id = nodes.node_id
    where nodes.is_indicator and copies.rule = 'duplicate'
    {%- endif %}

),

-- every row of a node's index and period is of it, if its unit is of the node's cohort
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
        {{ 'denominators.value' if has_denominators else no_denominator }} as denominator_value,
        nodes.transformation,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        {% if composite_index.is_quarantining() %}placed.is_duplicate{% else %}false{% endif %} as is_duplicate
    from placed
    inner join nodes
        on placed.node_key = nodes.node_key
    {%- if has_denominators %}
    left join denominators
        on
            placed.unit_key = denominators.unit_key
            and placed.node_key = denominators.node_key
    {%- endif %}
    where
        -- a filter and no equation of the join: nodes joined with units first are a row for every value there could be
        case when placed.cohort_id = nodes.cohort_id then 1 else 0 end = 1
        and {{ composite_index.is_present('placed', 'nodes.period_order') }}

),

-- the rules of a single value: the profile counts them, the violations show them, the quarantine sets them aside
judged as (

    select
        *,
        case
            when is_duplicate then 'duplicate'
            when is_blank then 'missing'
            when value is null then 'unreadable'
            {%- if composite_index.words_in_use('transformation', composite_index.transformations()) %}
            when transformation is not null and {{ composite_index.transform('value', 'transformation') }} is null
                then 'untransformable'
            {%- endif %}
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
