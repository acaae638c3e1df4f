with

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

),

-- an excluded unit takes no part in the index, so its rows are not counted
excluded as (

    select distinct
        units.index_id,
        units.unit_id
    from {{ ref('composite_index', 'stg_index__units') }} as units
    where not ({{ composite_index.takes_part('units') }})

),

final as (

    select
        observations.index_id,
        observations.period,
        count(*) as observations
    from observations
    left join excluded
        on
            observations.index_id = excluded.index_id
            and observations.unit_id = excluded.unit_id
    where excluded.unit_id is null
    group by observations.index_id, observations.period

)

select * from final
