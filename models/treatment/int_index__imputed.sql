with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}

),

imputations as (

    select * from {{ ref('composite_index', 'int_index__imputations') }}

),

final as (

    select
        denominated.edition_key,
        denominated.unit_key,
        denominated.node_key,
        denominated.raw_value,
        coalesce(denominated.value, imputations.value) as value,
        denominated.value is null and imputations.value is not null as is_imputed
    from denominated
    left join imputations
        on
            denominated.node_key = imputations.node_key
            and denominated.unit_key = imputations.unit_key

)

select * from final
