{%- set node_keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set number = composite_index.type_double() -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

sizes as (

    {{ composite_index.sample_sizes(ref('composite_index', 'int_index__edition_units')) }}

),

-- by the name of the table in both places: DuckDB would keep in memory what has one name in a query
sampled as (

    select
        given.edition_key,
        given.unit_key,
        given.node_key,
        given.value,
        sizes.units_per_sampled
    from {{ ref('composite_index', 'int_index__values') }} as given
    inner join sizes
        on given.edition_key = sizes.edition_key
    where given.value is not null and mod(given.unit_key, sizes.units_per_sampled) = 0

),

-- few different values, such as grades, are often equal
continuous as (

    select
        edition_key,
        node_key,
        cast(count(*) as {{ number }}) as present_values,
        sum(value) as total,
        sum(case when value = 0 then 1 else 0 end) as zeros,
        min(value) as lowest,
        min(case when value > 0 then value end) as lowest_positive,
        {{ composite_index.median('case when value > 0 then ln(value) end') }} as median_log,
        max(units_per_sampled) as units_per_sampled
    from sampled
    group by edition_key, node_key
    having count(*) >= {{ composite_index.fewest_values() }} and 2 * count(distinct value) >= count(*)

),

distances as (

    select
        continuous.node_key,
        {{ composite_index.median('abs(ln(sampled.value) - continuous.median_log)') }} as distance
    from continuous
    inner join sampled
        on continuous.node_key = sampled.node_key
    where sampled.value > 0
    group by continuous.node_key

),

spreads as (

    select
        continuous.*,
        -- what a double holds
        exp(greatest(continuous.median_log - greatest(ln(20), 12 * distances.distance), -700)) as lowest_usual,
        exp(least(continuous.median_log + greatest(ln(20), 12 * distances.distance), 700)) as highest_usual,
        continuous.lowest = 0
        and continuous.zeros <= 0.1 * continuous.present_values
        and ln(continuous.lowest_positive) > continuous.median_log - ln(2) as has_lone_zeros
    from continuous
    inner join distances
        on continuous.node_key = distances.node_key

),

compared as (

    select
        sampled.edition_key,
        sampled.unit_key,
        sampled.node_key,
        sampled.value,
        count(*) over (partition by sampled.edition_key, sampled.unit_key) as values_of_unit,
        spreads.present_values,
        -- the total of a sample says nothing of one unit
        spreads.units_per_sampled = 1
        and abs(2 * sampled.value - spreads.total) <= 0.0005 * abs(spreads.total)
        and spreads.total <> 0 as is_total
    from sampled
    inner join spreads
        on sampled.node_key = spreads.node_key

),

copied_columns as (

    select
        other.node_key,
        one.node_key as original_key,
        count(*) / min(other.present_values) as copied_share,
        min(one.unit_key) as unit_key
    from compared as one
    inner join compared as other
        on
            one.edition_key = other.edition_key
            and one.unit_key = other.unit_key
            and one.value = other.value
    where one.node_key < other.node_key
    group by other.node_key, one.node_key

),

copied_units as (

    select
        other.edition_key,
        other.unit_key,
        one.unit_key as original_key,
        min(other.node_key) as node_key
    from compared as one
    inner join compared as other
        on
            one.node_key = other.node_key
            and one.value = other.value
    where one.unit_key < other.unit_key
    group by other.edition_key, other.unit_key, one.unit_key
    having count(*) >= 3 and count(*) >= 0.8 * max(other.values_of_unit)

),

-- all values, because the few that are wrong may lie outside of the sample
apart as (

    select
        given.node_key,
        given.unit_key,
        given.value,
        case when given.value = 0 then 'lone_zeros' else 'mixed_values' end as rule,
        exp(spreads.median_log) as usual_value
    from {{ ref('composite_index', 'int_index__values') }} as given
    inner join spreads
        on given.node_key = spreads.node_key
    where
        (given.value = 0 and spreads.has_lone_zeros)
        or (given.value > 0 and (given.value < spreads.lowest_usual or given.value > spreads.highest_usual))

),

found as (

    {{ composite_index.told_value_findings() }}

),

final as (

    select
        found.rule,
        {{ composite_index.qualified('nodes', node_keys) }},
        units.unit_id,
        found.share,
        concat(
            nodes.index_id, ' ', nodes.period, ', unit ', units.unit_id,
            case when units.unit_label = '' then '' else ' ' || units.unit_label end,
            ', ', nodes.node_id, ': ', found.happened
        ) as detail
    from found
    inner join nodes
        on found.node_key = nodes.node_key
    inner join units
        on found.unit_key = units.unit_key

)

select * from final
