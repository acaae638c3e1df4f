{{ composite_index.after_gate('gate_index__scores') }}

with

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

)

select * from screened
