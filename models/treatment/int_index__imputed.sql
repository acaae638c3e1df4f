with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}

),

imputations as (

    select * from {{ ref('composite_index', 'int_index__imputations_from_units') }}
    union all
    select * from {{ ref('composite_index', 'int_index__imputations_from_indicators') }}
    union all
    select * from {{ ref('composite_index', 'int_index__imputations_from_periods') }}

),

final as (

    select
        denominated.edition_key,
        denominated.unit_key,
        denominated.node_key,
        denominated.value,
        coalesce(denominated.treated_value, imputations.imputed_value) as treated_value,
        denominated.treated_value is null and imputations.imputed_value is not null as is_imputed
    from denominated
    left join imputations
        on
            denominated.node_key = imputations.node_key
            and denominated.unit_key = imputations.unit_key

)

select * from final
