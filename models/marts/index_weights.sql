{{ composite_index.after_gate('gate_index__scores') }}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

declared as (

    select * from {{ ref('composite_index', 'int_index__framework') }}

),

given as (

    select * from {{ ref('composite_index', 'int_index__weights') }}

),

suggested as (

    select * from {{ ref('composite_index', 'int_index__suggested_weights') }}

),

siblings as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.parent_id,
        nodes.node_id,
        declared.weight,
        sum(declared.weight) over (
            partition by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.parent_id
        ) as weight_of_siblings,
        count(*) over (
            partition by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.parent_id
        ) as number_of_siblings
    from nodes
    inner join declared
        on {{ composite_index.same_node('nodes', 'declared') }}
    where nodes.parent_id is not null

),

collected as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id,
        node_id,
        'declared' as method,
        'framework' as source,
        weight / nullif(weight_of_siblings, 0) as weight,
        cast(null as {{ dbt.type_int() }}) as experts,
        cast(null as {{ composite_index.type_double() }}) as lowest_weight,
        cast(null as {{ composite_index.type_double() }}) as highest_weight,
        cast(null as {{ composite_index.type_double() }}) as consistency_ratio,
        cast(null as {{ composite_index.type_double() }}) as loading,
        cast(null as {{ composite_index.type_double() }}) as explained_share
    from siblings
    where weight is not null
    union all
    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id,
        node_id,
        'equal' as method,
        'framework' as source,
        1.0 / number_of_siblings as weight,
        null as experts,
        null as lowest_weight,
        null as highest_weight,
        null as consistency_ratio,
        null as loading,
        null as explained_share
    from siblings
    union all
    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id,
        node_id,
        method,
        source,
        weight,
        experts,
        lowest_weight,
        highest_weight,
        consistency_ratio,
        null as loading,
        null as explained_share
    from given
    union all
    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        parent_id,
        node_id,
        method,
        'suggested' as source,
        weight,
        null as experts,
        null as lowest_weight,
        null as highest_weight,
        null as consistency_ratio,
        loading,
        explained_share
    from suggested

),

final as (

    select
        collected.index_id,
        collected.scenario_id,
        collected.period,
        collected.cohort_id,
        collected.parent_id,
        collected.node_id,
        collected.method,
        collected.source,
        collected.weight,
        collected.source <> 'suggested' and collected.method = parent.weighting as is_used,
        cast(collected.experts as {{ dbt.type_int() }}) as experts,
        collected.lowest_weight,
        collected.highest_weight,
        collected.consistency_ratio,
        collected.loading,
        collected.explained_share
    from collected
    inner join nodes as parent
        on
            {{ composite_index.same_edition('collected', 'parent') }}
            and collected.parent_id = parent.node_id

)

select * from final
