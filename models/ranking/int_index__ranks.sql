{%- set pool = 'index_id, scenario_id, period, cohort_id, group_id, node_id, is_scored' -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

members as (

    select * from {{ ref('composite_index', 'int_index__group_members') }}

),

pooled as (

    select
        scores.index_id,
        scores.scenario_id,
        scores.period,
        scores.cohort_id,
        members.group_id,
        scores.unit_id,
        scores.node_id,
        scores.level,
        scores.score,
        scores.points,
        scores.score is not null as is_scored,
        {{ composite_index.rank_score('scores.compared_score') }} as rank_score,
        {{ composite_index.rank_score('index_scores.compared_score') }} as index_rank_score
    from scores
    inner join members
        on
            scores.index_id = members.index_id
            and scores.cohort_id = members.cohort_id
            and scores.unit_id = members.unit_id
    inner join scores as index_scores
        on
            scores.index_id = index_scores.index_id
            and scores.scenario_id = index_scores.scenario_id
            and scores.period = index_scores.period
            and scores.unit_id = index_scores.unit_id
            and index_scores.level = 0

),

ranked as (

    select
        *,
        rank() over (partition by {{ pool }} order by rank_score desc) as raw_rank,
        dense_rank() over (partition by {{ pool }} order by rank_score desc) as raw_dense_rank,
        row_number() over (
            partition by {{ pool }}
            order by rank_score desc, coalesce(index_rank_score, -1e308) desc, unit_id asc
        ) as raw_position,
        count(*) over (partition by {{ pool }}) as pool_size
    from pooled

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        group_id,
        unit_id,
        node_id,
        level,
        score,
        points,
        -- what has no score has no rank, and does not count among those ranked
        cast(case when is_scored then raw_rank end as {{ dbt.type_int() }}) as rank,
        cast(case when is_scored then raw_dense_rank end as {{ dbt.type_int() }}) as dense_rank,
        cast(case when is_scored then raw_position end as {{ dbt.type_int() }}) as position,
        case when is_scored then cast(raw_rank as {{ composite_index.type_double() }}) / pool_size end as percentile,
        cast(case when is_scored then pool_size end as {{ dbt.type_int() }}) as ranked_units
    from ranked

)

select * from final
