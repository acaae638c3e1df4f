with

indicator_values as (

    select * from {{ ref('composite_index', 'int_index__values') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

profile as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        count(*) as units,
        count(value) as present_values,
        -- what is set aside has no other rule any more
        sum(case when is_quarantined then 1 else 0 end) as quarantined_values,
        sum(case when rule = 'missing' then 1 else 0 end) as missing_values,
        sum(case when rule = 'unreadable' and not is_quarantined then 1 else 0 end) as unreadable_values,
        sum(case when rule = 'untransformable' and not is_quarantined then 1 else 0 end) as untransformable_values,
        sum(case when rule = 'undenominated' and not is_quarantined then 1 else 0 end) as undenominated_values,
        sum(case when rule = 'off_step' and not is_quarantined then 1 else 0 end) as off_step_values,
        min(value) as minimum,
        max(value) as maximum
    from indicator_values
    group by index_id, scenario_id, period, cohort_id, node_id

),

final as (

    select
        profile.index_id,
        profile.scenario_id,
        profile.period,
        profile.cohort_id,
        profile.node_id,
        cast(profile.units as {{ dbt.type_bigint() }}) as units,
        cast(profile.present_values as {{ dbt.type_bigint() }}) as present_values,
        cast(profile.missing_values as {{ dbt.type_bigint() }}) as missing_values,
        cast(profile.missing_values as {{ composite_index.type_double() }}) / profile.units as missing_share,
        nodes.max_missing_share,
        cast(profile.unreadable_values as {{ dbt.type_bigint() }}) as unreadable_values,
        cast(profile.untransformable_values as {{ dbt.type_bigint() }}) as untransformable_values,
        cast(profile.undenominated_values as {{ dbt.type_bigint() }}) as undenominated_values,
        cast(profile.off_step_values as {{ dbt.type_bigint() }}) as off_step_values,
        cast(profile.quarantined_values as {{ dbt.type_bigint() }}) as quarantined_values,
        profile.minimum,
        nodes.value_min,
        profile.maximum,
        nodes.value_max,
        case
            when
                nodes.normalisation in ('min_max', 'distance_to_maximum', 'z_score')
                and coalesce(nodes.statistics_period, nodes.period) = nodes.period
                and profile.minimum = profile.maximum then 1
            else 0
        end as constant_values
    from profile
    inner join nodes
        on {{ composite_index.same_node('profile', 'nodes') }}

)

select * from final
