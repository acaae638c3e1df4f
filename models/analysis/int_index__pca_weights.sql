with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}
    where {{ 'true' if 'pca' in composite_index.variable('suggested_weights') else 'false' }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where parent_key is not null

),

siblings as (

    select
        nodes.parent_key,
        scores.node_key,
        scores.unit_key,
        scores.score
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key

),

-- only units with a score at every sibling
complete as (

    select
        parent_key,
        unit_key
    from siblings
    group by parent_key, unit_key
    having count(score) = count(*)

),

complete_scores as (

    select
        siblings.parent_key,
        siblings.node_key,
        siblings.unit_key,
        siblings.score
    from siblings
    inner join complete
        on
            siblings.parent_key = complete.parent_key
            and siblings.unit_key = complete.unit_key

),

correlations as (

    select
        one.parent_key,
        one.node_key as row_id,
        other.node_key as col_id,
        case
            when one.node_key = other.node_key and {{ composite_index.spread('one.score') }} > 0 then 1.0
            when {{ composite_index.spread('one.score') }} > 0 and {{ composite_index.spread('other.score') }} > 0
                then corr(one.score, other.score)
        end as correlation
    from complete_scores as one
    inner join complete_scores as other
        on
            one.parent_key = other.parent_key
            and one.unit_key = other.unit_key
    group by one.parent_key, one.node_key, other.node_key

),

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

final as (

    select
        oriented.parent_key,
        oriented.node_key,
        'pca' as method,
        oriented.signed_loading * oriented.signed_loading as weight,
        oriented.signed_loading as loading,
        explained.explained_share
    from oriented
    inner join explained
        on oriented.parent_key = explained.parent_key

)

select * from final
