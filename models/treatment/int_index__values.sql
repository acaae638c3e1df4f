with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

lookups as (

    select * from {{ ref('composite_index', 'stg_index__lookups') }}

),

{%- if composite_index.is_quarantining() %}

-- values that are there, but of which nobody knows which one holds
duplicates as (

    select distinct
        index_id,
        period,
        unit_id,
        node_id
    from {{ ref('composite_index', 'int_index__judged_observations') }}
    where rule = 'duplicate'

),
{%- endif %}

-- every unit has a row for every indicator of its index in its periods, so that what is missing is a row too
joined as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        units.unit_id,
        nodes.node_id,
        case when nodes.normalisation = 'lookup' then lookups.value else observations.value end as value,
        observations.value_text,
        nodes.denominator,
        denominators.value as denominator_value,
        nodes.transformation,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        {% if composite_index.is_quarantining() %}duplicates.node_id is not null{% else %}false{% endif %} as is_duplicate,
        observations.input_file,
        observations.input_row
    from nodes
    inner join units
        on
            nodes.index_id = units.index_id
            and nodes.cohort_id = units.cohort_id
            and (units.first_period is null or nodes.period >= units.first_period)
            and (units.last_period is null or nodes.period <= units.last_period)
    left join observations
        on
            nodes.index_id = observations.index_id
            and nodes.period = observations.period
            and units.unit_id = observations.unit_id
            and nodes.node_id = observations.node_id
    left join lookups
        on
            nodes.index_id = lookups.index_id
            and nodes.node_id = lookups.node_id
            and observations.value_text = lookups.category
    left join observations as denominators
        on
            nodes.index_id = denominators.index_id
            and nodes.period = denominators.period
            and units.unit_id = denominators.unit_id
            and nodes.denominator = denominators.node_id
    {%- if composite_index.is_quarantining() %}
    left join duplicates
        on
            nodes.index_id = duplicates.index_id
            and nodes.period = duplicates.period
            and units.unit_id = duplicates.unit_id
            and nodes.node_id = duplicates.node_id
    {%- endif %}
    where nodes.is_indicator

),

-- the rules of a single value: the profile counts them, the violations show them, the quarantine sets them aside
judged as (

    select
        *,
        case
            when is_duplicate then 'duplicate'
            when value_text is null then 'missing'
            when value is null then 'unreadable'
            when {{ composite_index.transform('value', 'transformation') }} is null then 'untransformable'
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
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
        {%- if composite_index.is_quarantining() %}
        case when rule is null then value end as value,
        value as judged_value,
        rule is not null and rule <> 'missing' as is_quarantined,
        {%- else %}
        value,
        value as judged_value,
        false as is_quarantined,
        {%- endif %}
        value_text,
        denominator_value,
        rule,
        input_file,
        input_row
    from judged

)

select * from final
