with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- over the period itself, over all periods pooled, or carried from a period that the framework names
final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        count(treated.value) as present_values,
        min(treated.value) as minimum,
        max(treated.value) as maximum,
        avg(treated.value) as cohort_mean,
        stddev_samp(treated.value) as cohort_sd,
        max(
            case
                when
                    treated.unit_id = nodes.reference_unit
                    and treated.period = coalesce(nullif(nodes.statistics_period, 'all'), nodes.period)
                    then treated.value
            end
        ) as reference_value
    from nodes
    inner join treated
        on
            nodes.index_id = treated.index_id
            and nodes.scenario_id = treated.scenario_id
            and nodes.cohort_id = treated.cohort_id
            and nodes.node_id = treated.node_id
            and case coalesce(nodes.statistics_period, nodes.period)
                when 'all' then treated.period
                else coalesce(nodes.statistics_period, nodes.period)
            end = treated.period
    where nodes.is_indicator
    group by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id

)

select * from final
