-- The share of a group that the report prints for a tier, beside the units that a table lists in it: the report alone.
{{ config(enabled=project_name == 'composite_index') }}

with

figures as (

    select * from {{ ref('composite_index', 'dgi_2020_published_figures') }}

),

listed as (

    select
        index_id,
        group_id,
        count(*) as group_units
    from figures
    where printed_in = 'table 4-3'
    group by index_id, group_id

),

counted as (

    select
        index_id,
        group_id,
        expected as tier_id,
        count(*) as units
    from figures
    where printed_in = 'table 4-3'
    group by index_id, group_id, expected

),

final as (

    select
        figures.figure_id,
        figures.printed_in,
        figures.index_id,
        figures.group_id,
        figures.tier_id,
        figures.low as share,
        cast(coalesce(counted.units, 0) as {{ dbt.type_int() }}) as units,
        cast(listed.group_units as {{ dbt.type_int() }}) as group_units
    from figures
    inner join listed
        on {{ composite_index.same_key('figures', 'listed', ['index_id', 'group_id']) }}
    left join counted
        on {{ composite_index.same_key('figures', 'counted', ['index_id', 'group_id', 'tier_id']) }}
    where figures.statistic = 'tier_share'

)

select * from final
