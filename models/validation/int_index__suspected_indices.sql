with

observed_periods as (

    select * from {{ ref('composite_index', 'int_index__observed_periods') }}
    {{ composite_index.less_untouched_observations() }}

),

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where {{ composite_index.is_touched() }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

observed as (

    select
        index_id,
        sum(observations) as observations
    from observed_periods
    group by index_id

),

given_of_nodes as (

    select
        node_key,
        count(*) as placed_values
    from {{ ref('composite_index', 'int_index__given_values') }}
    group by node_key

),

placed as (

    select
        nodes.index_id,
        sum(given_of_nodes.placed_values) as placed_values
    from given_of_nodes
    inner join nodes
        on given_of_nodes.node_key = nodes.node_key
    where nodes.scenario_id = 'baseline'
    group by nodes.index_id

),

-- series that indicators are divided by and that are no indicators themselves
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

of_denominators as (

    select
        observations.index_id,
        count(*) as placed_values
    from observations
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
    where {{ composite_index.is_present('units', 'denominators.period_order') }}
    group by observations.index_id

),

repeated as (

    select
        unit_key,
        max(node_key) as node_key
    from {{ ref('composite_index', 'int_index__given_values') }}
    group by unit_key, node_key - node_key % 60
    having count(*) > {{ composite_index.count_of_keys('node_key', 60) }}

),

final as (

    select observed.index_id
    from observed
    left join placed
        on observed.index_id = placed.index_id
    left join of_denominators
        on observed.index_id = of_denominators.index_id
    where
        observed.index_id is null
        or observed.observations <> coalesce(placed.placed_values, 0) + coalesce(of_denominators.placed_values, 0)
    union
    select nodes.index_id
    from repeated
    inner join nodes
        on repeated.node_key = nodes.node_key

)

select * from final
