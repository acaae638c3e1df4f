{{ composite_index.after_gate('gate_index__scores') }}

with

quarantine as (

    select * from {{ ref('composite_index', 'int_index__quarantine') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

final as (

    select
        index_id,
        period,
        unit_id,
        node_id,
        value_text,
        rule,
        reason,
        input_file,
        input_row
    from quarantine
    union all
    -- a mean that is not defined leaves the unit without that score
    select
        nodes.index_id,
        nodes.period,
        units.unit_id,
        nodes.node_id,
        null as value_text,
        'undefined' as rule,
        'the ' || nodes.aggregation || ' mean is not defined for a child with a score of 0 or less' as reason,
        nodes.input_file,
        nodes.input_row
    from {{ ref('composite_index', 'int_index__points') }} as points
    inner join nodes
        on points.node_key = nodes.node_key
    inner join units
        on points.unit_key = units.unit_key
    where
        points.undefined_children > 0
        and nodes.scenario_id = 'baseline'
        and {{ 'true' if composite_index.is_quarantining() else 'false' }}

)

select * from final
