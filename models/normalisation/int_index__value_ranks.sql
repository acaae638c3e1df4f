{%- set pool = "nodes.index_id, nodes.scenario_id, nodes.cohort_id, nodes.node_id, coalesce(nodes.statistics_period, nodes.period)" -%}

with

treated as (

    select * from {{ ref('int_index__treated') }}

),

nodes as (

    select * from {{ ref('int_index__nodes') }}
    where normalisation in ('{{ composite_index.ranking_normalisations() | join("', '") }}')

),

ranked as (

    select
        treated.index_id,
        treated.scenario_id,
        treated.period,
        treated.cohort_id,
        treated.unit_id,
        treated.node_id,
        rank() over (partition by {{ pool }} order by nodes.direction * treated.value) as value_rank,
        count(*) over (partition by {{ pool }}, treated.value) as tied_values,
        count(*) over (partition by {{ pool }}) as ranked_values
    from treated
    inner join nodes
        on {{ composite_index.same_node('treated', 'nodes') }}
    where treated.value is not null

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
        value_rank,
        value_rank + (tied_values - 1) / 2.0 as value_rank_average,
        ranked_values
    from ranked

)

select * from final
