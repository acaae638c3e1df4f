with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where imputation in ('mean', 'median', 'group_mean', 'group_median')

),

groups as (

    {{ composite_index.members_of_groupings() }}

),

-- The units that share values: the cohort, or one group of the grouping that the indicator names. Both places read the
-- values by the model's name, because DuckDB would keep in memory a query name that is used twice.
pooled as (

    select
        denominated.edition_key,
        denominated.unit_key,
        denominated.node_key,
        denominated.treated_value,
        nodes.imputation,
        cast(null as {{ dbt.type_string() }}) as group_id
    from {{ ref('composite_index', 'int_index__denominated') }} as denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    where nodes.imputation in ('mean', 'median')
    union all
    select
        denominated.edition_key,
        denominated.unit_key,
        denominated.node_key,
        denominated.treated_value,
        nodes.imputation,
        groups.group_id
    from {{ ref('composite_index', 'int_index__denominated') }} as denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    inner join groups
        on
            nodes.index_id = groups.index_id
            and nodes.imputation_grouping = groups.grouping_id
            and denominated.unit_key = groups.unit_key
    where nodes.imputation in ('group_mean', 'group_median')

),

centres as (

    select
        node_key,
        group_id,
        case
            when imputation in ('mean', 'group_mean') then avg(treated_value)
            else {{ composite_index.median('treated_value') }}
        end as imputed_value
    from pooled
    group by node_key, group_id, imputation

),

final as (

    select
        pooled.edition_key,
        pooled.unit_key,
        pooled.node_key,
        centres.imputed_value
    from pooled
    inner join centres
        on
            pooled.node_key = centres.node_key
            and coalesce(pooled.group_id, '') = coalesce(centres.group_id, '')
    where
        pooled.treated_value is null
        and centres.imputed_value is not null

)

select * from final
