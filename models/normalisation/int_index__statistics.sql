with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where is_indicator

),

-- an indicator's statistics come from the period itself, from all periods, or from a period that the framework names
sources as (

    {{ composite_index.statistics_sources('nodes.is_indicator') }}

),

-- grouped by the value's node alone: one pass without a join. The values have no name here, or DuckDB would keep them
-- all
of_nodes as (

    select
        treated.node_key,
        {{ composite_index.statistics_of('treated.treated_value') }}
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    group by treated.node_key

),

of_all_periods as (

    select
        sources.edition_key,
        sources.node_key,
        {{ composite_index.statistics_of('treated.treated_value') }},
        min(treated.treated_value) as lowest_value
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    inner join sources
        on treated.node_key = sources.source_key
    where sources.is_pooled
    group by sources.edition_key, sources.node_key

),

references_of_nodes as (

    select
        sources.node_key,
        sources.source_key,
        units.unit_key
    from sources
    inner join {{ ref('composite_index', 'int_index__units') }} as units
        on
            sources.index_id = units.index_id
            and sources.reference_unit = units.unit_id

),

reference_values as (

    select
        sources.node_key,
        max(treated.treated_value) as reference_value
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    inner join references_of_nodes as sources
        on
            treated.node_key = sources.source_key
            and treated.unit_key = sources.unit_key
    group by sources.node_key

),

medians as (

    select
        sources.node_key,
        {{ composite_index.median('treated.treated_value') }} as cohort_median
    from {{ ref('composite_index', 'int_index__treated') }} as treated
    inner join sources
        on treated.node_key = sources.source_key
    inner join nodes
        on sources.node_key = nodes.node_key
    where nodes.normalisation in ({{ composite_index.quoted(
        composite_index.methods_that(composite_index.normalisations(), 'needs_median')) }})
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
        reference_values.reference_value,
        medians.cohort_median
    from measured
    left join medians
        on measured.node_key = medians.node_key
    left join reference_values
        on measured.node_key = reference_values.node_key

)

select * from final
