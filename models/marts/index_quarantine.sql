{{ composite_index.after_gate('gate_index__scores') }}

with

quarantine as (

    select * from {{ ref('composite_index', 'int_index__quarantine') }}

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

)

select * from final
