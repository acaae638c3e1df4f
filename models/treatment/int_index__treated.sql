with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

included as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where is_included

),

outliers as (

    select * from {{ ref('composite_index', 'int_index__outliers') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

combined as (

    select
        imputed.edition_key,
        imputed.unit_key,
        imputed.node_key,
        imputed.raw_value,
        coalesce(outliers.value, imputed.value) as value,
        imputed.is_imputed,
        nodes.denominator,
        outliers.outlier_step,
        nodes.transformation
    from imputed
    inner join included
        on
            imputed.edition_key = included.edition_key
            and imputed.unit_key = included.unit_key
    inner join nodes
        on imputed.node_key = nodes.node_key
    left join outliers
        on
            imputed.node_key = outliers.node_key
            and imputed.unit_key = outliers.unit_key

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        raw_value,
        {{ composite_index.transform('value', 'transformation') }} as value,
        is_imputed,
        nullif(
            concat(
                case when value is not null and denominator is not null then 'denominated ' else '' end,
                case when is_imputed then 'imputed ' else '' end,
                case when outlier_step is not null then outlier_step || ' ' else '' end,
                case when value is not null and transformation is not null then transformation || ' ' else '' end
            ),
            ''
        ) as treatment
    from combined

)

select * from final
