with

observations as (

    select * from {{ ref('composite_index', 'int_index__taken_observations') }}

),

final as (

    select
        index_id,
        period,
        count(*) as observations
    from observations
    group by index_id, period

)

select * from final
