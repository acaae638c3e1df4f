with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- an observation belongs to an indicator or to a denominator
final as (

    select
        index_id,
        period,
        cohort_id,
        node_id
    from nodes
    where is_indicator
    union
    select
        index_id,
        period,
        cohort_id,
        denominator as node_id
    from nodes
    where denominator is not null

)

select * from final
