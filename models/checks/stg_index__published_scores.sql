{%- set text = dbt.type_string() -%}
{%- set number = composite_index.type_double() -%}
{%- set keys = {
    'index_id': text, 'scenario_id': text, 'period': text, 'cohort_id': text, 'unit_id': text, 'node_id': text,
} -%}

with

scores as (

    {{ composite_index.published('index_scores', dict(
        keys, level=dbt.type_int(), value=number, treated_value=number, score=number
    )) }}

),

rankings as (

    {{ composite_index.published('index_rankings', dict(keys, group_id=text, rank=dbt.type_int())) }}

),

final as (

    select
        scores.index_id,
        scores.scenario_id,
        scores.period,
        scores.cohort_id,
        scores.unit_id,
        scores.node_id,
        scores.level,
        scores.value,
        scores.treated_value,
        scores.score,
        rankings.rank
    from scores
    left join rankings
        on
            {{ composite_index.same_node('scores', 'rankings') }}
            and scores.unit_id = rankings.unit_id
            and rankings.group_id = rankings.cohort_id

)

select * from final
