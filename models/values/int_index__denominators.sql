with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where denominator is not null

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

final as (

    select
        nodes.edition_key,
        units.unit_key,
        nodes.node_key,
        observations.value
    from {{ ref('composite_index', 'int_index__observations') }} as observations
    inner join nodes
        on
            observations.index_id = nodes.index_id
            and observations.period = nodes.period
            and observations.node_id = nodes.denominator
    inner join units
        on
            observations.index_id = units.index_id
            and observations.unit_id = units.unit_id
    where
        observations.rule is null
        and units.cohort_id = nodes.cohort_id

)

select * from final
