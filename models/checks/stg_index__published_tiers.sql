with

tiers as (

    {{ composite_index.published('index_tiers', {
        'index_id': dbt.type_string(),
        'cohort_id': dbt.type_string(),
        'tier_id': dbt.type_string(),
        'basis': dbt.type_string(),
        'bound': composite_index.type_double(),
    }) }}

)

select * from tiers
