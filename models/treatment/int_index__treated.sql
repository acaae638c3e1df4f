{%- set transformations = composite_index.words_in_use('transformation', composite_index.transformations()) -%}
{%- set has_outliers = composite_index.has_rows('int_index__nodes', 'outlier_treatment is not null') -%}
{%- set has_denominators = composite_index.has_rows('int_index__nodes', 'denominator is not null') -%}
{%- set has_imputations = composite_index.has_rows('int_index__nodes', 'imputation is not null') -%}
{%- set reads_nodes = transformations or has_denominators -%}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
{%- set has_excluded = composite_index.has_rows('int_index__screened', 'not is_included') -%}
{%- set join_of_nodes -%}
    inner join nodes
        on imputed.node_key = nodes.node_key
{%- endset -%}
{%- set treatment -%}
nullif(
            concat(
                case when value is not null and denominator is not null then 'denominated ' else '' end,
                case when is_imputed then 'imputed ' else '' end,
                case when outlier_step is not null then outlier_step || ' ' else '' end,
                case when value is not null and transformation is not null then transformation || ' ' else '' end
            ),
            ''
        )
{%- endset %}

with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

-- those that are left out, because they are fewer than those that go on
excluded as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where not is_included

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
        {{ 'coalesce(outliers.value, imputed.value)' if has_outliers else 'imputed.value' }} as value,
        {{ 'outliers.outlier_step' if has_outliers else no_text }} as outlier_step,
        imputed.is_imputed,
        {{ 'nodes.denominator' if reads_nodes else no_text }} as denominator,
        {{ 'nodes.transformation' if reads_nodes else no_text }} as transformation
    from imputed
    {{ join_of_nodes if reads_nodes }}
    {%- if has_outliers %}
    left join outliers
        on
            imputed.node_key = outliers.node_key
            and imputed.unit_key = outliers.unit_key
    {%- endif %}
    {%- if has_excluded %}
    left join excluded
        on
            imputed.edition_key = excluded.edition_key
            and imputed.unit_key = excluded.unit_key
    where excluded.unit_key is null
    {%- endif %}

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        raw_value,
        {{ composite_index.transform('value', 'transformation') if transformations else 'value' }} as value,
        is_imputed,
        {{ treatment if reads_nodes or has_outliers or has_imputations else no_text }} as treatment
    from combined

)

select * from final
