{#
    Common table expressions; the last is `principal_components`: each child's loading on the first principal component of the
    correlations among siblings, and the share of variance that this component explains. No rows if a sibling is constant. A
    null loading if the first component is not ahead of the second. Reads `correlations` (`correlations_of_siblings`).
    Source: OECD/JRC Handbook (2008), step 6, "weights based on principal components".
#}
{% macro principal_components() -%}
-- a constant sibling leaves the components undefined
sound as (

    select parent_key
    from correlations
    group by parent_key
    having count(correlation) = count(*)

),

power_0 as (

    select
        correlations.parent_key,
        correlations.row_id,
        correlations.col_id,
        correlations.correlation as entry
    from correlations
    inner join sound
        on correlations.parent_key = sound.parent_key

),

-- squaring again and again leaves the first component; dividing by the trace keeps the cells within a double
{%- for step in range(1, 17) %}

power_{{ step }} as (

    select
        parent_key,
        row_id,
        col_id,
        entry / nullif(sum(case when row_id = col_id then entry end) over (partition by parent_key), 0) as entry
    from (
        {{ composite_index.matrix_square('power_' ~ (step - 1), ['parent_key']) | indent(4) }}
    ) as square

),
{%- endfor %}

-- the power is now the loadings times themselves: a column divided by the root of its diagonal cell gives the loadings
read_off as (

    select
        *,
        max(case when row_id = col_id then entry end) over (partition by parent_key, col_id) as diagonal,
        -- 1 if one component is ahead of all others; if two are level, there is no first one
        sum(entry * entry) over (partition by parent_key) as squared_norm
    from power_16

),

chosen as (

    select
        *,
        rank() over (partition by parent_key order by diagonal desc, col_id asc) as column_choice
    from read_off

),

loadings as (

    select
        parent_key,
        row_id as node_key,
        case when abs(squared_norm - 1) < 1e-6 then entry / nullif(sqrt(diagonal), 0) end as loading
    from chosen
    where column_choice = 1

),

-- a component has no sign of its own: most of the weight points up, or the first node if both sides have as much
oriented as (

    select
        *,
        case
            when sum(loading) over (partition by parent_key) < -1e-9 then -loading
            when sum(loading) over (partition by parent_key) > 1e-9 then loading
            when first_value(loading) over (partition by parent_key order by node_key) < 0 then -loading
            else loading
        end as signed_loading
    from loadings

),

explained as (

    select
        correlations.parent_key,
        sum(one.loading * correlations.correlation * other.loading)
        / nullif(count(distinct correlations.row_id), 0) as explained_share
    from correlations
    inner join oriented as one
        on
            correlations.parent_key = one.parent_key
            and correlations.row_id = one.node_key
    inner join oriented as other
        on
            correlations.parent_key = other.parent_key
            and correlations.col_id = other.node_key
    group by correlations.parent_key

),

principal_components as (

    select
        oriented.parent_key,
        oriented.node_key,
        oriented.signed_loading as loading,
        explained.explained_share
    from oriented
    inner join explained
        on oriented.parent_key = explained.parent_key

)
{%- endmacro %}
