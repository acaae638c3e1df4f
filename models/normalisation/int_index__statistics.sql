{%- set measures -%}
count(treated.treated_value) as present_values,
        min(treated.treated_value) as minimum,
        -- an indicator whose values differ by noise alone is constant
        case
            when {{ composite_index.is_same('max(treated.treated_value)', 'min(treated.treated_value)') }}
                then min(treated.treated_value)
            else max(treated.treated_value)
        end as maximum,
        avg(treated.treated_value) as cohort_mean,
        {{ composite_index.spread('treated.treated_value') }} as cohort_sd
{%- endset -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

-- an indicator's statistics come from the period itself, from all periods, or from a period that the framework names
sources as (

    select
        nodes.edition_key,
        nodes.node_key,
        source.node_key as source_key,
        coalesce(nodes.statistics_period, '') = 'all' as is_pooled,
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

-- grouped by the value's node alone: one pass without a join. The values have no name here, or DuckDB would keep them
-- all
of_nodes as (

    select
        treated.node_key,
        {{ measures }}
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    group by treated.node_key

),

of_all_periods as (

    select
        sources.edition_key,
        sources.node_key,
        {{ measures }},
        min(treated.treated_value) as lowest_value
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    inner join sources
        on treated.node_key = sources.source_key
    where sources.is_pooled
    group by sources.edition_key, sources.node_key

),

reference_values as (

    select
        sources.node_key,
        max(treated.treated_value) as reference_value
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    inner join sources
        on
            treated.node_key = sources.source_key
            and treated.unit_key = sources.reference_key
    group by sources.node_key

),

measured as (

    select
        sources.edition_key,
        sources.node_key,
        of_nodes.present_values,
        of_nodes.minimum,
        of_nodes.maximum,
        of_nodes.cohort_mean,
        of_nodes.cohort_sd,
        own.minimum as lowest_value
    from sources
    inner join of_nodes
        on sources.source_key = of_nodes.node_key
    left join of_nodes as own
        on sources.node_key = own.node_key
    where not sources.is_pooled
    union all
    select * from of_all_periods

),

final as (

    select
        measured.*,
        reference_values.reference_value
    from measured
    left join reference_values
        on measured.node_key = reference_values.node_key

)

select * from final
