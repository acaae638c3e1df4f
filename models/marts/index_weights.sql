{{ composite_index.after_gate('gate_index__scores') }}

{%- set node = 'index_id, scenario_id, period, cohort_id, parent_id, node_id' %}

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

from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),

suggested as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.parent_id,
        nodes.node_id,
        found.method,
        found.weight,
        found.loading,
        found.explained_share
    from {{ ref('composite_index', 'int_index__suggested_weights') }} as found
    inner join nodes
        on found.node_key = nodes.node_key

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
        {{ node }},
        'declared' as method,
        'framework' as source,
        cast(null as {{ dbt.type_string() }}) as unit_id,
        weight / nullif(weight_of_siblings, 0) as weight
    from siblings
    where weight is not null
    union all
    select
        {{ node }},
        'equal' as method,
        'framework' as source,
        null as unit_id,
        1.0 / number_of_siblings as weight
    from siblings
    union all
    select
        {{ node }},
        method,
        source,
        unit_id,
        weight
    from given
    union all
    select
        {{ node }},
        method,
        'suggested' as source,
        null as unit_id,
        weight
    from suggested
    union all
    select
        {{ node }},
        method,
        'data' as source,
        null as unit_id,
        weight
    from from_data

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
        collected.unit_id,
        collected.weight,
        collected.source <> 'suggested' and collected.method = parent.weighting as is_used,
        cast(given.experts as {{ dbt.type_int() }}) as experts,
        given.lowest_weight,
        given.highest_weight,
        given.consistency_ratio,
        coalesce(suggested.loading, from_data.loading) as loading,
        coalesce(suggested.explained_share, from_data.explained_share) as explained_share
    from collected
    inner join nodes as parent
        on
            {{ composite_index.same_edition('collected', 'parent') }}
            and collected.parent_id = parent.node_id
    left join given
        on
            {{ composite_index.same_node('collected', 'given') }}
            and collected.method = given.method
            and collected.source = given.source
            and coalesce(collected.unit_id, '') = coalesce(given.unit_id, '')
    left join suggested
        on
            {{ composite_index.same_node('collected', 'suggested') }}
            and collected.method = suggested.method
            and collected.source = 'suggested'
    left join from_data
        on
            {{ composite_index.same_node('collected', 'from_data') }}
            and collected.source = 'data'

)

select * from final
