{#- where no unit is excluded the observations are taken as they are -#}
{%- set has_excluded = composite_index.has_rows('stg_index__units', "inclusion = 'exclude'") -%}
{%- set join_of_excluded -%}
    left join excluded
        on
            observations.index_id = excluded.index_id
            and observations.unit_id = excluded.unit_id
    where excluded.unit_id is null
{%- endset -%}

with

observations as (

    select * from {{ ref('composite_index', 'stg_index__observations') }}

),

excluded as (

    select distinct
        units.index_id,
        units.unit_id
    from {{ ref('composite_index', 'stg_index__units') }} as units
    where not ({{ composite_index.takes_part('units') }})

),

final as (

    select observations.*
    from observations
    {{ join_of_excluded if has_excluded }}

)

select * from final
