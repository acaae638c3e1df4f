with

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

suspected as (

    select * from {{ ref('composite_index', 'int_index__suspected_indices') }}

),

final as (

    select observations.*
    from observations
    inner join suspected
        on coalesce(observations.index_id, '') = coalesce(suspected.index_id, '')

)

select * from final
