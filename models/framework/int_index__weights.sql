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
        input_weights.unit_id,
        input_weights.weight,
        row_number() over (
            partition by
                nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id,
                input_weights.method, coalesce(input_weights.expert_id, 'all'), input_weights.unit_id
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

chosen as (

    select * from candidates
    where precedence = 1

),

-- a unit with its own weight for a child, beside all children of the parent
units_with_own as (

    select distinct
        own.index_id,
        own.scenario_id,
        own.period,
        own.cohort_id,
        own.parent_id,
        nodes.node_id,
        own.method,
        own.expert_id,
        own.unit_id,
        nodes.weight as declared_weight
    from chosen as own
    inner join nodes
        on
            {{ composite_index.same_edition('own', 'nodes') }}
            and own.parent_id = nodes.parent_id
    where own.unit_id is not null

),

-- where a unit has no weight of its own, it has that of all units
of_all_and_units as (

    select
        {{ edition }},
        parent_id,
        node_id,
        method,
        expert_id,
        unit_id,
        weight
    from chosen
    where unit_id is null
    union all
    select
        {{ composite_index.qualified('units_with_own', ['index_id', 'scenario_id', 'period', 'cohort_id']) }},
        units_with_own.parent_id,
        units_with_own.node_id,
        units_with_own.method,
        units_with_own.expert_id,
        units_with_own.unit_id,
        case
            when own.node_id is not null then own.weight
            when of_all.node_id is not null then of_all.weight
            when units_with_own.method = 'declared' then units_with_own.declared_weight
            when units_with_own.method = 'equal' then 1
        end as weight
    from units_with_own
    left join chosen as own
        on
            {{ composite_index.same_node('units_with_own', 'own') }}
            and units_with_own.method = own.method
            and units_with_own.expert_id = own.expert_id
            and units_with_own.unit_id = own.unit_id
    left join chosen as of_all
        on
            {{ composite_index.same_node('units_with_own', 'of_all') }}
            and units_with_own.method = of_all.method
            and units_with_own.expert_id = of_all.expert_id
            and of_all.unit_id is null

),

of_experts as (

    select
        {{ edition }},
        parent_id,
        node_id,
        method,
        'input_weights' as source,
        expert_id,
        unit_id,
        weight / nullif(sum(weight) over (partition by {{ edition }}, parent_id, method, expert_id, unit_id), 0)
            as weight,
        cast(null as {{ composite_index.type_double() }}) as consistency_ratio
    from of_all_and_units
    union all
    select
        {{ edition }},
        parent_id,
        node_id,
        'ahp' as method,
        'input_comparisons' as source,
        expert_id,
        null as unit_id,
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
        unit_id,
        avg(weight) as weight,
        count(*) as experts,
        min(weight) as lowest_weight,
        max(weight) as highest_weight,
        max(consistency_ratio) as consistency_ratio
    from of_experts
    group by {{ edition }}, parent_id, node_id, method, source, unit_id

),

final as (

    select
        *,
        -- an average over fewer experts than the siblings have leaves an expert out
        max(experts) over (partition by {{ edition }}, parent_id, method, unit_id) as experts_of_siblings
    from averaged

)

select * from final
