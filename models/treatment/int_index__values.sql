with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

),

lookups as (

    select * from {{ ref('composite_index', 'stg_index__lookups') }}

),

-- every unit has a row for every indicator of its index in its periods, so that what is missing is a row too
final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        units.unit_id,
        nodes.node_id,
        case when nodes.normalisation = 'lookup' then lookups.value else observations.value end as value,
        observations.value_text,
        denominators.value as denominator_value,
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
    where nodes.is_indicator

)

select * from final
