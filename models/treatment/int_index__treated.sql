with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

winsorised as (

    select * from {{ ref('composite_index', 'int_index__winsorised') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- the few units that go no further
left_out as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where not is_included

),

combined as (

    select
        imputed.edition_key,
        imputed.unit_key,
        imputed.node_key,
        imputed.value,
        coalesce(winsorised.treated_value, imputed.treated_value) as untransformed_value,
        imputed.is_imputed,
        winsorised.outlier_step,
        nodes.denominator,
        nodes.transformation
    from imputed
    inner join nodes
        on imputed.node_key = nodes.node_key
    left join winsorised
        on
            imputed.node_key = winsorised.node_key
            and imputed.unit_key = winsorised.unit_key
    left join left_out
        on
            imputed.edition_key = left_out.edition_key
            and imputed.unit_key = left_out.unit_key
    where left_out.unit_key is null

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value,
        {{ composite_index.transform('untransformed_value', 'transformation') }} as treated_value,
        is_imputed,
        nullif(
            concat(
                case when untransformed_value is not null and denominator is not null then 'denominated ' else '' end,
                case when is_imputed then 'imputed ' else '' end,
                case when outlier_step is not null then outlier_step || ' ' else '' end,
                case
                    when untransformed_value is not null and transformation is not null then transformation || ' '
                    else ''
                end
            ),
            ''
        ) as treatment
    from combined

)

select * from final
