{%- set has_pooled = composite_index.words_in_use('statistics_period', ['all']) -%}
{%- set has_references = composite_index.has_rows('int_index__nodes', 'reference_unit is not null') -%}
{%- set no_reference = 'cast(null as ' ~ composite_index.type_double() ~ ') as reference_value' -%}
{%- set measures -%}
count(treated.value) as present_values,
        min(treated.value) as minimum,
        -- an indicator whose values differ by noise alone is constant
        case
            when {{ composite_index.is_same('max(treated.value)', 'min(treated.value)') }} then min(treated.value)
            else max(treated.value)
        end as maximum,
        avg(treated.value) as cohort_mean,
        {{ composite_index.spread('treated.value') }} as cohort_sd
{%- endset -%}
{%- set join_of_references -%}
    left join reference_values
        on sources.node_key = reference_values.node_key
{%- endset -%}
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

-- by the node of a value alone, so that most are of one pass without a join
of_nodes as (

    select
        treated.node_key,
        {{ measures }}
    from treated
    group by treated.node_key

),

{%- if has_references %}

reference_values as (

    select
        sources.node_key,
        max(treated.value) as reference_value
    from sources
    inner join treated
        on
            sources.source_key = treated.node_key
            and sources.reference_key = treated.unit_key
    group by sources.node_key

),
{%- endif %}

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
    {%- if has_pooled %}
    union all
    select
        sources.edition_key,
        sources.node_key,
        {{ measures }},
        min(treated.value) as lowest_value
    from sources
    inner join treated
        on sources.source_key = treated.node_key
    where sources.is_pooled
    group by sources.edition_key, sources.node_key
    {%- endif %}

),

final as (

    select
        sources.*,
        {{ 'reference_values.reference_value' if has_references else no_reference }}
    from measured as sources
    {{ join_of_references if has_references }}

)

select * from final
