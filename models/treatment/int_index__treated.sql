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
        imputed.index_id,
        imputed.scenario_id,
        imputed.period,
        imputed.cohort_id,
        imputed.unit_id,
        imputed.node_id,
        imputed.raw_value,
        coalesce(outliers.value, imputed.value) as value,
        imputed.is_imputed,
        nodes.denominator,
        outliers.outlier_step,
        nodes.transformation
    from imputed
    inner join included
        on
            {{ composite_index.same_edition('imputed', 'included') }}
            and imputed.unit_id = included.unit_id
    inner join nodes
        on {{ composite_index.same_node('imputed', 'nodes') }}
    left join outliers
        on
            {{ composite_index.same_node('imputed', 'outliers') }}
            and imputed.unit_id = outliers.unit_id

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
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
