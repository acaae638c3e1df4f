-- the tests of these rows read the series too, and stop only the models after both
-- depends_on: {{ ref('composite_index', 'int_index__series') }}

with

observed_periods as (

    select * from {{ ref('composite_index', 'int_index__observed_periods') }}

),

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

-- the number of rows of each index
observed as (

    select
        index_id,
        sum(observations) as observations
    from observed_periods
    group by index_id

),

-- the number of them that became an indicator's value: by node first, because counting by a number is fast
values_of_nodes as (

    select
        node_key,
        count(*) as placed_values
    from {{ ref('composite_index', 'int_index__values') }}
    group by node_key

),

placed as (

    select
        nodes.index_id,
        sum(values_of_nodes.placed_values) as placed_values
    from values_of_nodes
    inner join nodes
        on values_of_nodes.node_key = nodes.node_key
    where nodes.scenario_id = 'baseline'
    group by nodes.index_id

),

-- the number that became the value of a denominator that is not an indicator
denominators as (

    select distinct
        nodes.index_id,
        nodes.period,
        nodes.period_order,
        nodes.cohort_id,
        nodes.denominator as node_id
    from nodes
    left join nodes as indicators
        on
            nodes.edition_key = indicators.edition_key
            and nodes.denominator = indicators.node_id
            and indicators.is_indicator
    where nodes.denominator is not null and indicators.node_id is null

),

placed_denominators as (

    select
        observations.index_id,
        count(*) as placed_values
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    inner join denominators
        on
            observations.index_id = denominators.index_id
            and observations.period = denominators.period
            and observations.node_id = denominators.node_id
    inner join units
        on
            observations.index_id = units.index_id
            and observations.unit_id = units.unit_id
            and denominators.cohort_id = units.cohort_id
    where
        observations.rule is null
        and {{ composite_index.is_present('units', 'denominators.period_order') }}
    group by observations.index_id

),

-- a unit with more values than there are nodes in a block of 60 has two values of one node; a group per unit and node
-- would need as much memory as the data
repeated as (

    select
        unit_key,
        max(node_key) as node_key
    from {{ ref('composite_index', 'int_index__values') }}
    group by unit_key, node_key - node_key % 60
    having count(*) > {{ composite_index.count_of_keys('node_key', 60) }}

),

suspected as (

    select observed.index_id
    from observed
    left join placed
        on observed.index_id = placed.index_id
    left join placed_denominators
        on observed.index_id = placed_denominators.index_id
    where
        observed.index_id is null
        or observed.observations
        <> coalesce(placed.placed_values, 0) + coalesce(placed_denominators.placed_values, 0)
    union
    select nodes.index_id
    from repeated
    inner join nodes
        on repeated.node_key = nodes.node_key

),

final as (

    select observations.*
    from observations
    where
        observations.rule is null
        and coalesce(observations.index_id, '') in (
            select coalesce(suspected.index_id, '')
            from suspected
        )

)

select * from final
