with

observed_periods as (

    select * from {{ ref('composite_index', 'int_index__observed_periods') }}

),

quarantine as (

    select * from {{ ref('composite_index', 'int_index__quarantine') }}

),

bounds as (

    select
        index_id,
        period,
        min(max_quarantined_share) as max_quarantined_share
    from {{ ref('composite_index', 'int_index__bounds') }}
    where scenario_id = 'baseline'
    group by index_id, period

),

counted as (

    select
        index_id,
        period,
        observations
    from observed_periods

),

set_aside as (

    select
        index_id,
        period,
        count(*) as quarantined_observations
    from quarantine
    group by index_id, period

),

final as (

    select
        counted.index_id,
        'baseline' as scenario_id,
        counted.period,
        cast(null as {{ dbt.type_string() }}) as cohort_id,
        cast(null as {{ dbt.type_string() }}) as node_id,
        cast(counted.observations as {{ dbt.type_bigint() }}) as observations,
        cast(coalesce(set_aside.quarantined_observations, 0) as {{ dbt.type_bigint() }}) as quarantined_observations,
        coalesce(cast(set_aside.quarantined_observations as {{ composite_index.type_double() }}), 0)
        / counted.observations as quarantined_share,
        bounds.max_quarantined_share
    from counted
    left join set_aside
        on
            counted.index_id = set_aside.index_id
            and coalesce(counted.period, '') = coalesce(set_aside.period, '')
    left join bounds
        on
            counted.index_id = bounds.index_id
            and counted.period = bounds.period

)

select * from final
