{{ composite_index.after_gate('gate_index__observations') }}

with

indicator_values as (

    select * from {{ ref('int_index__values') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        count(value) as present_values,
        min(value) as minimum,
        max(value) as maximum
    from indicator_values
    group by index_id, scenario_id, period, cohort_id, node_id

)

select * from final
