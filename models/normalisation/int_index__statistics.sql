with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

-- over the period itself, over all periods pooled, or carried from a period that the framework names
sources as (

    select
        nodes.edition_key,
        nodes.node_key,
        source.node_key as source_key,
        units.unit_key as reference_key
    from nodes
    inner join nodes as source
        on
            nodes.index_id = source.index_id
            and nodes.scenario_id = source.scenario_id
            and nodes.cohort_id = source.cohort_id
            and nodes.node_id = source.node_id
            and case coalesce(nodes.statistics_period, nodes.period)
                when 'all' then source.period
                else coalesce(nodes.statistics_period, nodes.period)
            end = source.period
    left join units
        on
            nodes.index_id = units.index_id
            and nodes.reference_unit = units.unit_id
            and source.period = coalesce(nullif(nodes.statistics_period, 'all'), nodes.period)
    where nodes.is_indicator

),

final as (

    select
        sources.edition_key,
        sources.node_key,
        count(treated.value) as present_values,
        min(treated.value) as minimum,
        max(treated.value) as maximum,
        avg(treated.value) as cohort_mean,
        stddev_samp(treated.value) as cohort_sd,
        max(case when treated.unit_key = sources.reference_key then treated.value end) as reference_value
    from sources
    inner join treated
        on sources.source_key = treated.node_key
    group by sources.edition_key, sources.node_key

)

select * from final
