{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set enough = composite_index.fewest_values() -%}
{#- a median distance, times this, is the standard deviation of a normal distribution -#}
{%- set as_sd = '1.4826' -%}
{#- decimals that are looked for; a decimal of -1 says that the values are tens -#}
{%- set decimals = range(-1, 7) -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

neighbours as (

    {{ composite_index.neighbouring_nodes() }}

),

sampled as (

    select *
    from ({{ composite_index.value_changes(ref('composite_index', 'int_index__denominated')) }}) as changes
    where is_sampled

),

counted as (

    select
        node_key,
        min(earlier_key) as earlier_key,
        cast(count(value) as {{ composite_index.type_double() }}) as compared_values,
        -- all positive values change by a factor, others by a difference
        min(case when value is not null then least(usual_value, compared_usual_value) end) > 0 as is_factor,
        sum(case when value = compared_value then 1 else 0 end) as equal_values,
        sum(case when compared_value = 0 then 1 else 0 end) as earlier_zeros,
        sum(case when compared_value <> 0 and coalesce(value, 0) = 0 then 1 else 0 end) as emptied_values,
        {%- for digits in decimals %}
        sum(case when {{ composite_index.has_decimals('value', digits) }} then 1 else 0 end)
            as multiples_{{ loop.index0 }},
        sum(
            case
                when value is not null and {{ composite_index.has_decimals('compared_value', digits) }} then 1
                else 0
            end
        ) as earlier_multiples_{{ loop.index0 }},
        {%- endfor %}
        -- few different values, such as grades, stay or jump, and have no usual change
        count(*) >= {{ enough }} and 2 * count(distinct compared_value) >= count(*) as is_continuous
    from sampled
    group by node_key

),

changed as (

    select
        {%- for column in ['usual_value', 'compared_usual_value'] %}
        rank() over (partition by sampled.node_key order by sampled.{{ column }})
        + (count(*) over (partition by sampled.node_key, sampled.{{ column }}) - 1) / 2.0 as rank_of_{{ column }},
        case when counted.is_factor then ln(sampled.{{ column }}) else sampled.{{ column }} end as {{ column }},
        {%- endfor %}
        sampled.node_key
    from sampled
    inner join counted
        on sampled.node_key = counted.node_key
    where sampled.value is not null

),

medians as (

    select
        node_key,
        {{ composite_index.median('usual_value - compared_usual_value') }} as median_change,
        {{ composite_index.spread('compared_usual_value') }} as sd,
        covar_pop(rank_of_usual_value, rank_of_compared_usual_value)
        / nullif(stddev_pop(rank_of_usual_value) * stddev_pop(rank_of_compared_usual_value), 0) as rank_correlation
    from changed
    group by node_key

),

distances as (

    select
        changed.node_key,
        {{ as_sd }} * {{ composite_index.median(
            'abs(changed.usual_value - changed.compared_usual_value - medians.median_change)'
        ) }} as deviation
    from changed
    inner join medians
        on changed.node_key = medians.node_key
    group by changed.node_key

),

measured as (

    select
        counted.*,
        medians.median_change,
        medians.sd,
        medians.rank_correlation,
        distances.deviation,
        case
            {%- for digits in decimals[1:] %}
            when counted.earlier_multiples_{{ loop.index }} >= 0.95 * counted.compared_values
                then
                    (counted.multiples_{{ loop.index0 }} - counted.earlier_multiples_{{ loop.index0 }})
                    / nullif(counted.compared_values - counted.earlier_multiples_{{ loop.index0 }}, 0)
            {%- endfor %}
        end as rounded_share
    from counted
    inner join medians
        on counted.node_key = medians.node_key
    inner join distances
        on counted.node_key = distances.node_key

),

final as (

    select
        {{ composite_index.qualified('nodes', keys) }},
        measured.node_key,
        measured.earlier_key,
        measured.is_factor,
        measured.is_continuous,
        measured.median_change,
        earlier.median_change as earlier_median_change,
        -- the usual distance from the median change, and no less than a part of the spread
        greatest(least(measured.deviation, 3 * coalesce(earlier.deviation, measured.deviation)), 0.06 * measured.sd)
            as usual_distance,
        measured.equal_values / nullif(measured.compared_values, 0) as equal_share,
        coalesce(
            measured.compared_values >= {{ enough }}
            and (measured.earlier_zeros = 0 or measured.emptied_values > 0.1 * measured.compared_values),
            false
        ) as has_emptied_values,
        -- nothing is left of an order where all values are one
        case when measured.is_continuous then 1 - coalesce(measured.rank_correlation, 0) end as order_shift,
        case
            when measured.is_continuous
                then
                    abs(measured.median_change - coalesce(earlier.median_change, 0))
                    / nullif(greatest(measured.deviation, coalesce(earlier.deviation, 0), 0.06 * measured.sd), 0)
        end as median_shift,
        case
            when measured.is_continuous and earlier.node_key is not null
                then measured.deviation / nullif(greatest(earlier.deviation, 0.03 * measured.sd), 0)
        end as change_spread,
        -- what hardly ever changed may stay as it was
        case
            when
                measured.is_continuous
                and coalesce(earlier.equal_values / nullif(earlier.compared_values, 0), 0) < 0.5
                then measured.equal_values / nullif(measured.compared_values, 0)
        end as stale_share,
        case when measured.is_continuous then measured.rounded_share end as rounded_share
    from measured
    inner join nodes
        on measured.node_key = nodes.node_key
    left join measured as earlier
        on
            measured.earlier_key = earlier.node_key
            and measured.is_factor = earlier.is_factor
            and earlier.is_continuous

)

select * from final
