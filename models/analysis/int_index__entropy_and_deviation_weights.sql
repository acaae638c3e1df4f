{%- set suggested = composite_index.variable('suggested_weights') -%}
{%- set methods = suggested | select('in', ['entropy', 'standard_deviation']) | list -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}
    where {{ 'true' if methods else 'false' }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

scaled as (

    select
        nodes.parent_key,
        scores.node_key,
        scores.unit_key,
        scores.score,
        -- entropy takes shares of a sum, so it needs a scale with a lower end
        case
            when nodes.has_scale then (scores.score - nodes.scale_lower) / (nodes.scale_upper - nodes.scale_lower)
        end as height
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where nodes.parent_key is not null

),

scaled_beside_sum as (

    {{ composite_index.beside_aggregates('scaled', ['parent_key', 'node_key'], {'height_of_units': 'sum(height)'}) }}

),

shares as (

    select
        *,
        height / nullif(height_of_units, 0) as share
    from scaled_beside_sum

),

-- how far the node separates units: the spread of its scores, and how unequal their shares are
discriminating as (

    select
        parent_key,
        node_key,
        {{ composite_index.spread('score') }} as standard_deviation,
        case
            when min(height) >= 0 and count(height) = count(score) and count(score) > 1
                then
                    1 + sum(case when share > 0 then share * ln(case when share > 0 then share end) else 0.0 end)
                    / ln(cast(count(score) as {{ composite_index.type_double() }}))
        end as divergence
    from shares
    group by parent_key, node_key

),

measured as (
    {% for method, measure in [('entropy', 'divergence'), ('standard_deviation', 'standard_deviation')] %}
    select
        parent_key,
        node_key,
        '{{ method }}' as method,
        -- slightly below 0 is the float noise of a constant
        case when {{ measure }} < 1e-12 then 0.0 else {{ measure }} end as measure
    from discriminating
    where {{ 'true' if method in methods else 'false' }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),

beside_siblings as (

    select
        *,
        count(*) over (partition by parent_key, method) as siblings,
        count(measure) over (partition by parent_key, method) as measured_siblings,
        sum(measure) over (partition by parent_key, method) as measure_of_siblings
    from measured

),

final as (

    select
        parent_key,
        node_key,
        method,
        case
            when siblings = measured_siblings then measure / nullif(measure_of_siblings, 0)
        end as weight
    from beside_siblings

)

select * from final
