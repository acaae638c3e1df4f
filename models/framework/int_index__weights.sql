{%- set edition = 'index_id, scenario_id, period, cohort_id' -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__framework') }}
    where parent_id is not null

),

input_weights as (

    select * from {{ ref('composite_index', 'stg_index__weights') }}

),

pairwise as (

    select * from {{ ref('composite_index', 'int_index__ahp_weights') }}

),

-- a row that names the cohort or the period takes precedence over a row for all, as in the framework
candidates as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.parent_id,
        nodes.node_id,
        input_weights.method,
        coalesce(input_weights.expert_id, 'all') as expert_id,
        input_weights.weight,
        row_number() over (
            partition by
                nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id,
                input_weights.method, coalesce(input_weights.expert_id, 'all')
            order by
                case when input_weights.cohort_id is not null then 0 else 1 end,
                case when input_weights.period is not null then 0 else 1 end,
                input_weights.input_file,
                input_weights.input_row
        ) as precedence
    from nodes
    inner join input_weights
        on
            nodes.index_id = input_weights.index_id
            and nodes.node_id = input_weights.node_id
            and (input_weights.period is null or nodes.period = input_weights.period)
            and (input_weights.cohort_id is null or nodes.cohort_id = input_weights.cohort_id)

),

of_experts as (

    select
        {{ edition }},
        parent_id,
        node_id,
        method,
        'input_weights' as source,
        expert_id,
        weight / nullif(sum(weight) over (partition by {{ edition }}, parent_id, method, expert_id), 0) as weight,
        cast(null as {{ composite_index.type_double() }}) as consistency_ratio
    from candidates
    where precedence = 1
    union all
    select
        {{ edition }},
        parent_id,
        node_id,
        'ahp' as method,
        'input_comparisons' as source,
        expert_id,
        weight,
        consistency_ratio
    from pairwise

),

-- every expert's weights add up to 1, so all experts count alike
averaged as (

    select
        {{ edition }},
        parent_id,
        node_id,
        method,
        source,
        avg(weight) as weight,
        count(*) as experts,
        min(weight) as lowest_weight,
        max(weight) as highest_weight,
        max(consistency_ratio) as consistency_ratio
    from of_experts
    group by {{ edition }}, parent_id, node_id, method, source

),

final as (

    select
        *,
        -- an average over fewer experts than the siblings have leaves an expert out
        max(experts) over (partition by {{ edition }}, parent_id, method) as experts_of_siblings
    from averaged

)

select * from final
