{{ composite_index.after_gate('gate_index__observations') }}

with

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

final as (

    select
        indicator_values.index_id,
        indicator_values.scenario_id,
        indicator_values.period,
        indicator_values.cohort_id,
        indicator_values.unit_id,
        indicator_values.node_id,
        indicator_values.value as raw_value,
        case
            when nodes.denominator is null then indicator_values.value
            else indicator_values.value / nullif(indicator_values.denominator_value / nodes.denominator_scale, 0)
        end as value
    from indicator_values
    inner join nodes
        on {{ composite_index.same_node('indicator_values', 'nodes') }}

)

select * from final
