{%- set pool = ['group_key', 'node_key', 'is_scored'] -%}

with

members as (

    select * from {{ ref('composite_index', 'int_index__group_units') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- noise is a share of the largest score of the cohort, so it is the same in all groups
magnitudes as (

    select
        scores.node_key,
        max(abs(scores.score)) as magnitude
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    group by scores.node_key

),

index_scores as (

    select
        scores.edition_key,
        scores.unit_key,
        {{ composite_index.compared_score('scores', 'nodes') }} as compared_score,
        magnitudes.magnitude
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    inner join magnitudes
        on scores.node_key = magnitudes.node_key
    where nodes.level = 0

),

pooled as (

    select
        scores.edition_key,
        members.group_key,
        scores.unit_key,
        scores.node_key,
        scores.score,
        scores.points,
        scores.score is not null as is_scored,
        {{ composite_index.compared_score('scores', 'nodes') }} as compared_score,
        magnitudes.magnitude,
        index_scores.compared_score as index_score,
        index_scores.magnitude as index_magnitude
    from {{ ref('composite_index', 'int_index__points') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    inner join magnitudes
        on scores.node_key = magnitudes.node_key
    inner join members
        on scores.unit_key = members.unit_key
    left join index_scores
        on
            scores.edition_key = index_scores.edition_key
            and scores.unit_key = index_scores.unit_key
    where {{ composite_index.is_level_of('rank_levels', 'nodes.level') }}

),

-- rank() over (partition by pool order by compared_score desc), where scores that differ by noise alone are tied
{{ composite_index.ranked_in_pools(
    'ranked', 'pooled', pool, ['compared_score'], 'unit_key',
    {'raw_rank': 'rank', 'raw_dense_rank': 'dense_rank', 'is_tied': 'is_tied', 'pool_size': 'pool_size'},
    descending=true, magnitude='magnitude'
) }},

-- a position has no ties: the index score decides, then the unit's code; only tied rows are sorted again
tied as (

    select
        *,
        {{ composite_index.without_noise('index_score', pool + ['raw_rank'], 'index_magnitude') }} as tied_index_score
    from ranked
    where is_tied

),

placed as (

    select
        *,
        cast(null as {{ composite_index.type_double() }}) as tied_index_score,
        raw_rank as raw_position
    from ranked
    where not is_tied
    union all
    select
        *,
        raw_rank - 1 + row_number() over (
            partition by {{ pool | join(', ') }}, raw_rank
            order by coalesce(tied_index_score, -1e308) desc, unit_key asc
        ) as raw_position
    from tied

),

final as (

    select
        edition_key,
        group_key,
        unit_key,
        node_key,
        score,
        points,
        -- a unit without a score has no rank and does not count among the ranked units
        cast(case when is_scored then raw_rank end as {{ dbt.type_int() }}) as rank,
        cast(case when is_scored then raw_dense_rank end as {{ dbt.type_int() }}) as dense_rank,
        cast(case when is_scored then raw_position end as {{ dbt.type_int() }}) as position,
        case when is_scored then cast(raw_rank as {{ composite_index.type_double() }}) / pool_size end as percentile,
        cast(case when is_scored then pool_size end as {{ dbt.type_int() }}) as ranked_units
    from placed

)

select * from final
