{{ composite_index.after_gate('gate_index__scores') }}

with

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        units.unit_id,
        screened.data_availability,
        screened.nonzero_share,
        screened.inclusion,
        screened.is_included,
        screened.reason
    from screened
    inner join nodes
        on screened.edition_key = nodes.edition_key
    inner join units
        on screened.unit_key = units.unit_key

)

select * from final
