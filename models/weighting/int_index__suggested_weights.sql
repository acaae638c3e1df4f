{%- set keys = ['parent_key'] -%}
{%- set key_list = keys | join(', ') -%}
{%- set squarings = 16 -%}
{%- set methods = composite_index.suggested_weights() -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}
    where {{ "true" if methods else "false" }}

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
        -- entropy is of shares of a whole, so it needs a scale that begins somewhere
        case
            when nodes.has_scale then (scores.score - nodes.scale_lower) / (nodes.scale_upper - nodes.scale_lower)
        end as height
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where nodes.parent_key is not null

),

summed as (

    {{ composite_index.beside_aggregates('scaled', keys + ['node_key'], {'height_of_units': 'sum(height)'}) }}

),

shares as (

    select
        *,
        height / nullif(height_of_units, 0) as share
    from summed

),

-- what tells units apart: spread of the scores, and how far their shares are from being equal
discriminating as (

    select
        {{ key_list }},
        node_key,
        {{ composite_index.spread('score') }} as standard_deviation,
        case
            when min(height) >= 0 and count(height) = count(score) and count(score) > 1
                then
                    1 + sum(case when share > 0 then share * ln(case when share > 0 then share end) else 0.0 end)
                    / ln(cast(count(score) as {{ composite_index.type_double() }}))
        end as divergence
    from shares
    group by {{ key_list }}, node_key

),

dispersion_weights as (
    {% for method, measure in [('entropy', 'divergence'), ('standard_deviation', 'standard_deviation')] %}
    select
        {{ key_list }},
        node_key,
        '{{ method }}' as method,
        -- a hair below 0 is the float noise of a constant
        case when {{ measure }} < 1e-12 then 0.0 else {{ measure }} end as measure
    from discriminating
    where {{ "true" if method in methods else "false" }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

dispersed as (

    select
        *,
        count(*) over (partition by {{ key_list }}, method) as siblings,
        count(measure) over (partition by {{ key_list }}, method) as measured_siblings,
        sum(measure) over (partition by {{ key_list }}, method) as measure_of_siblings
    from dispersion_weights

),

-- components are of units that have a score at every sibling
complete as (

    select
        {{ key_list }},
        unit_key
    from scaled
    where {{ "true" if "pca" in methods else "false" }}
    group by {{ key_list }}, unit_key
    having count(score) = count(*)

),

complete_scores as (

    select
        {{ composite_index.qualified('scaled', keys) }},
        scaled.node_key,
        scaled.unit_key,
        scaled.score
    from scaled
    inner join complete
        on {{ composite_index.same_key('scaled', 'complete', keys + ['unit_key']) }}

),

correlations as (

    select
        {{ composite_index.qualified('one', keys) }},
        one.node_key as row_id,
        other.node_key as col_id,
        case
            when one.node_key = other.node_key and {{ composite_index.spread('one.score') }} > 0 then 1.0
            when {{ composite_index.spread('one.score') }} > 0 and {{ composite_index.spread('other.score') }} > 0
                then corr(one.score, other.score)
        end as correlation
    from complete_scores as one
    inner join complete_scores as other
        on {{ composite_index.same_key('one', 'other', keys + ['unit_key']) }}
    group by
        {{ composite_index.qualified('one', keys) }},
        one.node_key,
        other.node_key

),

-- among siblings one of which is constant there are no components
sound as (

    select {{ key_list }}
    from correlations
    group by {{ key_list }}
    having count(correlation) = count(*)

),

power_0 as (

    select
        {{ composite_index.qualified('correlations', keys) }},
        correlations.row_id,
        correlations.col_id,
        correlations.correlation as entry
    from correlations
    inner join sound
        on {{ composite_index.same_key('correlations', 'sound', keys) }}

),

{%- for step in range(1, squarings + 1) %}

square_{{ step }} as (

    {{ composite_index.matrix_square('power_' ~ (step - 1), keys) }}

),

-- divided by its trace, or the powers would leave what a double holds
power_{{ step }} as (

    select
        {{ key_list }},
        row_id,
        col_id,
        entry / nullif(sum(case when row_id = col_id then entry end) over (partition by {{ key_list }}), 0) as entry
    from square_{{ step }}

),
{%- endfor %}

-- the power is now the component's loadings times themselves: the cells of one column, over the root of its diagonal
read_off as (

    select
        *,
        max(case when row_id = col_id then entry end) over (partition by {{ key_list }}, col_id) as diagonal,
        -- 1 if one component is ahead of all others; two that are level give no first one
        sum(entry * entry) over (partition by {{ key_list }}) as squared_norm
    from power_{{ squarings }}

),

chosen as (

    select
        *,
        rank() over (partition by {{ key_list }} order by diagonal desc, col_id asc) as column_choice
    from read_off

),

loadings as (

    select
        {{ key_list }},
        row_id as node_key,
        case when abs(squared_norm - 1) < 1e-6 then entry / nullif(sqrt(diagonal), 0) end as loading
    from chosen
    where column_choice = 1

),

-- a component has no sign of its own: most of the weight points up, or the first node where neither side has more
with_sums as (

    select
        *,
        sum(loading) over (partition by {{ key_list }}) as sum_of_loadings,
        first_value(loading) over (partition by {{ key_list }} order by node_key) as first_loading
    from loadings

),

oriented as (

    select
        *,
        case
            when sum_of_loadings < -1e-9 or (sum_of_loadings <= 1e-9 and first_loading < 0) then -loading
            else loading
        end as signed_loading
    from with_sums

),

explained as (

    select
        {{ composite_index.qualified('correlations', keys) }},
        sum(one.loading * correlations.correlation * other.loading)
        / nullif(count(distinct correlations.row_id), 0) as explained_share
    from correlations
    inner join oriented as one
        on
            {{ composite_index.same_key('correlations', 'one', keys) }}
            and correlations.row_id = one.node_key
    inner join oriented as other
        on
            {{ composite_index.same_key('correlations', 'other', keys) }}
            and correlations.col_id = other.node_key
    group by
        {{ composite_index.qualified('correlations', keys) }}

),

final as (

    select
        {{ key_list }},
        node_key,
        method,
        case
            when siblings = measured_siblings then measure / nullif(measure_of_siblings, 0)
        end as weight,
        cast(null as {{ composite_index.type_double() }}) as loading,
        cast(null as {{ composite_index.type_double() }}) as explained_share
    from dispersed
    union all
    select
        {{ composite_index.qualified('oriented', keys) }},
        oriented.node_key,
        'pca' as method,
        oriented.signed_loading * oriented.signed_loading as weight,
        oriented.signed_loading as loading,
        explained.explained_share
    from oriented
    inner join explained
        on {{ composite_index.same_key('oriented', 'explained', keys) }}

)

select * from final
{{ composite_index.and_untouched('int_index__suggested_weights', ['parent_key', 'node_key']) }}
