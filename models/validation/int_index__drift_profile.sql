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
        avg(value) as mean,
        avg(compared_value) as compared_mean,
        abs(avg(value) - avg(compared_value)) / nullif({{ composite_index.spread('compared_value') }}, 0) as mean_shift,
        -- of the units that have a value in both
        {{ composite_index.spread('case when compared_value is not null then value end') }} as sd,
        {{ composite_index.spread('case when value is not null then compared_value end') }} as compared_sd
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

-- where nothing of a cohort is published yet, its periods are compared with each other, which stops nothing
published_cohorts as (

    select distinct
        index_id,
        scenario_id,
        cohort_id
    from measured
    where comparison = 'last_run'

),

-- two periods that are both as they are published have been judged: their leap is known
published_nodes as (

    select
        measured.index_id,
        measured.scenario_id,
        measured.period,
        measured.cohort_id,
        measured.node_id,
        measured.other_values + measured.appeared_units + measured.vanished_units > 0 as is_other,
        coalesce(changed_parameters.changed_parameters, 0) as changed_parameters
    from measured
    left join changed_parameters
        on {{ composite_index.same_node('measured', 'changed_parameters') }}
    where measured.comparison = 'last_run'

),

published_editions as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        max(case when is_other or changed_parameters > 0 then 1 else 0 end) = 1 as is_other
    from published_nodes
    group by index_id, scenario_id, period, cohort_id

),

-- a node that was taken away, or came, has no scores to compare but is told
nodes as (

    select
        measured.*,
        changed_parameters.changed_parameters,
        published_cohorts.index_id is null as is_first,
        measured.comparison = 'last_run'
        or coalesce(node_now.is_other, true)
        or coalesce(node_then.is_other, true) as has_other_values,
        coalesce(edition_now.is_other, true) or coalesce(edition_then.is_other, true) as is_other_edition
    from measured
    left join changed_parameters
        on
            {{ composite_index.same_node('measured', 'changed_parameters') }}
            and measured.comparison = 'last_run'
    left join published_cohorts
        on
            measured.index_id = published_cohorts.index_id
            and measured.scenario_id = published_cohorts.scenario_id
            and measured.cohort_id = published_cohorts.cohort_id
    left join published_nodes as node_now
        on {{ composite_index.same_node('measured', 'node_now') }}
    left join published_nodes as node_then
        on
            {{ composite_index.same_key(
                'measured', 'node_then', ['index_id', 'scenario_id', 'cohort_id', 'node_id']
            ) }}
            and measured.compared_period = node_then.period
    left join published_editions as edition_now
        on {{ composite_index.same_edition('measured', 'edition_now') }}
    left join published_editions as edition_then
        on
            {{ composite_index.same_key('measured', 'edition_then', ['index_id', 'scenario_id', 'cohort_id']) }}
            and measured.compared_period = edition_then.period

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
        {%- endfor %}
        {%- for measure in ['score_revision', 'rank_revision'] %}
        case when not {{ composite_index.is_accepted('nodes.index_id') }} then bounds.max_{{ measure }} end
            as max_{{ measure }},
        {%- endfor %}
        {%- for measure in composite_index.measures_between_periods() %}
        {%- set is_other = 'has_other_values' if measure in ['mean_shift', 'spread_shift'] else 'is_other_edition' %}
        case
            when {{ composite_index.is_accepted('nodes.index_id') }} then null
            when nodes.is_first or not nodes.{{ is_other }} then null
            else bounds.max_{{ measure }}
        end as max_{{ measure }},
        case
            when {{ composite_index.is_accepted('nodes.index_id') }} then null
            when nodes.is_first then bounds.max_{{ measure }}
        end as max_first_{{ measure }},
        {%- endfor %}
        case when nodes.comparison = 'previous_period' and nodes.level = 0 then editions.unchanged_share end
            as unchanged_share,
        nodes.mean,
        nodes.compared_mean,
        nodes.mean_shift,
        nodes.sd,
        nodes.compared_sd,
        -- of a handful of values it is chance; where all are equal, now or then, it is none
        case
            when nodes.compared_values >= 8 and nodes.sd > 0 and nodes.compared_sd > 0
                then greatest(nodes.sd / nodes.compared_sd, nodes.compared_sd / nodes.sd)
        end as spread_shift
    from nodes
    inner join editions
        on
            {{ composite_index.same_edition('nodes', 'editions') }}
            and nodes.comparison = editions.comparison
    left join bounds
        on {{ composite_index.same_node('nodes', 'bounds') }}

)

select * from final
