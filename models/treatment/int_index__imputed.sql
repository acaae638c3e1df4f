{%- set has_imputations = composite_index.has_rows('int_index__nodes', 'imputation is not null') -%}
{%- set is_imputed = 'denominated.value is null and imputations.value is not null' -%}
{%- set join_of_imputations -%}
    left join imputations
        on
            denominated.node_key = imputations.node_key
            and denominated.unit_key = imputations.unit_key
{%- endset -%}

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
        {{ 'coalesce(denominated.value, imputations.value)' if has_imputations else 'denominated.value' }} as value,
        {{ is_imputed if has_imputations else 'false' }} as is_imputed
    from denominated
    {{ join_of_imputations if has_imputations }}

)

select * from final
