{%- set pool = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'pool_period'] -%}

with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where
        normalisation in ({{ composite_index.quoted(composite_index.methods_that_may_need_ranks()) }})

),

pooled as (

    select
        treated.edition_key,
        treated.unit_key,
        treated.node_key,
        nodes.index_id,
        nodes.scenario_id,
        nodes.cohort_id,
        nodes.node_id,
        treated.treated_value,
        nodes.direction * treated.treated_value as oriented_value,
        coalesce(nodes.statistics_period, nodes.period) as pool_period
    from treated
    inner join nodes
        on treated.node_key = nodes.node_key
    where treated.treated_value is not null

),

measured as (

    {{ composite_index.beside_aggregates('pooled', pool, {'magnitude': 'max(abs(treated_value))'}) }}

),

{{ composite_index.ranked_in_pools(
    'ranked', 'measured', pool, ['oriented_value'], 'unit_key',
    {'value_rank': 'rank', 'tied_values': 'tied', 'ranked_values': 'pool_size'}, magnitude='magnitude'
) }},

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value_rank,
        value_rank + cast(tied_values - 1 as {{ composite_index.type_double() }}) / 2 as value_rank_average,
        ranked_values
    from ranked

)

select * from final
