{%- set series = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'unit_id'] -%}

with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}
    where grouping_id is not null

),

cohort_centres as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        avg(value) as mean_value,
        median(value) as median_value
    from denominated
    group by index_id, scenario_id, period, cohort_id, node_id

),

-- only for indicators that ask for it: a unit's group within the grouping that the indicator names
group_members as (

    select
        denominated.*,
        groups.group_id
    from denominated
    inner join nodes
        on {{ composite_index.same_node('denominated', 'nodes') }}
    inner join groups
        on
            denominated.index_id = groups.index_id
            and denominated.unit_id = groups.unit_id
            and nodes.imputation_grouping = groups.grouping_id
    where nodes.imputation in ('group_mean', 'group_median')

),

group_centres as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        group_id,
        avg(value) as mean_value,
        median(value) as median_value
    from group_members
    group by index_id, scenario_id, period, cohort_id, node_id, group_id

),

unit_centres as (

    select
        group_members.index_id,
        group_members.scenario_id,
        group_members.period,
        group_members.cohort_id,
        group_members.node_id,
        group_members.unit_id,
        group_centres.mean_value,
        group_centres.median_value
    from group_members
    inner join group_centres
        on
            {{ composite_index.same_node('group_members', 'group_centres') }}
            and group_members.group_id = group_centres.group_id

),

-- what a unit had in the last period with a value before this one
carried as (

    select
        *,
        max(case when value is not null then period end) over (
            partition by index_id, scenario_id, cohort_id, node_id, unit_id
            order by period
            rows between unbounded preceding and current row
        ) as last_period
    from denominated

),

filled as (

    select
        own.*,
        case nodes.imputation
            when 'mean' then cohort_centres.mean_value
            when 'median' then cohort_centres.median_value
            when 'group_mean' then unit_centres.mean_value
            when 'group_median' then unit_centres.median_value
            when 'last_value' then earlier.value
        end as imputed_value
    from carried as own
    inner join nodes
        on {{ composite_index.same_node('own', 'nodes') }}
    inner join cohort_centres
        on {{ composite_index.same_node('own', 'cohort_centres') }}
    left join unit_centres
        on
            {{ composite_index.same_node('own', 'unit_centres') }}
            and own.unit_id = unit_centres.unit_id
    left join denominated as earlier
        on
            {{ composite_index.same_key('own', 'earlier', series) }}
            and own.last_period = earlier.period

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
        coalesce(value, imputed_value) as value,
        value is null and imputed_value is not null as is_imputed
    from filled

)

select * from final
