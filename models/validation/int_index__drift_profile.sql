with

compared as (

    select * from {{ ref('composite_index', 'int_index__drift') }}

),

changed_parameters as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        count(*) as changed_parameters
    from {{ ref('composite_index', 'int_index__changed_parameters') }}
    group by index_id, scenario_id, period, cohort_id, node_id

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

measured as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        comparison,
        max(compared_period) as compared_period,
        max(level) as level,
        sum(case when is_present and not was_present then 1 else 0 end) as appeared_units,
        sum(case when was_present and not is_present then 1 else 0 end) as vanished_units,
        cast(sum(case when is_present and was_present then 1 else 0 end) as {{ composite_index.type_double() }})
            as compared_units,
        sum(case when is_other_value then 1 else 0 end) as other_values,
        -- of units that have a value in both
        cast(count(case when value is not null then compared_value end) as {{ composite_index.type_double() }})
            as compared_values,
        sum(case when value is not null and compared_value is not null and not is_other_raw_value then 1 else 0 end)
            as equal_values,
        max(abs(score - compared_score)) as score_jump,
        max(abs(rank - compared_rank)) as rank_jump,
        abs(avg(value) - avg(compared_value)) / nullif(stddev_samp(compared_value), 0) as mean_shift,
        -- of the units that have a value in both
        stddev_samp(case when compared_value is not null then value end) as sd,
        stddev_samp(case when value is not null then compared_value end) as compared_sd
    from compared
    group by index_id, scenario_id, period, cohort_id, node_id, comparison

),

-- that an indicator stands still may be; that all of them do is a file of the year before
editions as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        comparison,
        -- of a handful of values all may be the same by chance
        case when sum(compared_values) >= 20 then sum(equal_values) / sum(compared_values) end as unchanged_share
    from measured
    group by index_id, scenario_id, period, cohort_id, comparison

),

-- a node that was taken away, or came, has no scores to compare but is told
nodes as (

    select
        measured.*,
        changed_parameters.changed_parameters
    from measured
    left join changed_parameters
        on
            {{ composite_index.same_node('measured', 'changed_parameters') }}
            and measured.comparison = 'last_run'

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.comparison,
        nodes.compared_period,
        nodes.level,
        cast(nodes.compared_units as {{ dbt.type_bigint() }}) as compared_units,
        {%- for measure in ['appeared_units', 'vanished_units'] %}
        cast(
            case when nodes.comparison = 'last_run' and nodes.level = 0 then nodes.{{ measure }} end
            as {{ composite_index.type_double() }}
        ) as {{ measure }},
        case
            when {{ composite_index.is_accepted('nodes.index_id') }} then null
            when nodes.level = 0 and bounds.node_id is null then 0
            else bounds.max_{{ measure }}
        end as max_{{ measure }},
        {%- endfor %}
        cast(
            case when nodes.comparison = 'last_run' then coalesce(nodes.changed_parameters, 0) end
            as {{ composite_index.type_double() }}
        ) as changed_parameters,
        case
            when {{ composite_index.is_accepted('nodes.index_id') }} then null
            -- a node that has gone has no row there
            when bounds.node_id is null then 0
            else bounds.max_changed_parameters
        end as max_changed_parameters,
        cast(case when nodes.comparison = 'last_run' then nodes.other_values else 0 end as {{ dbt.type_bigint() }})
            as revised_values,
        case when nodes.comparison = 'last_run' then nodes.other_values / nullif(nodes.compared_units, 0) end
            as revised_share,
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_revised_share end
            as max_revised_share,
        {%- for measure, comparison, column in [
            ('score_revision', 'last_run', 'score_jump'),
            ('rank_revision', 'last_run', 'rank_jump'),
            ('score_change', 'previous_period', 'score_jump'),
            ('rank_change', 'previous_period', 'rank_jump'),
        ] %}
        cast(
            case when nodes.comparison = '{{ comparison }}' then nodes.{{ column }} end
            as {{ composite_index.type_double() }}
        ) as {{ measure }},
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_{{ measure }} end
            as max_{{ measure }},
        {%- endfor %}
        case when nodes.comparison = 'previous_period' and nodes.level = 0 then editions.unchanged_share end
            as unchanged_share,
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_unchanged_share end
            as max_unchanged_share,
        nodes.mean_shift,
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_mean_shift end
            as max_mean_shift,
        -- of a handful of values it is chance; where all are equal, now or then, it is none
        case
            when nodes.compared_values >= 8 and nodes.sd > 0 and nodes.compared_sd > 0
                then greatest(nodes.sd / nodes.compared_sd, nodes.compared_sd / nodes.sd)
        end as spread_shift,
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_spread_shift end
            as max_spread_shift
    from nodes
    inner join editions
        on
            {{ composite_index.same_edition('nodes', 'editions') }}
            and nodes.comparison = editions.comparison
    left join bounds
        on {{ composite_index.same_node('nodes', 'bounds') }}

)

select * from final
