with

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

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
