{%- set edition = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set cohort = ['index_id', 'scenario_id', 'cohort_id'] -%}
{#- what is judged unless the whole edition is as published; the others are, unless the node's values are -#}
{%- set of_the_edition = composite_index.measures_of_the_edition() -%}

with

compared as (

    select * from {{ ref('composite_index', 'int_index__drift') }}

),

changed_parameters as (

    select
        {{ (edition + ['node_id', 'comparison']) | join(', ') }},
        count(*) as changed_parameters
    from {{ ref('composite_index', 'int_index__changed_parameters') }}
    group by {{ (edition + ['node_id', 'comparison']) | join(', ') }}

),

statistics as (

    select * from {{ ref('composite_index', 'int_index__change_statistics') }}

),

findings as (

    select
        {{ (edition + ['node_id']) | join(', ') }},
        {%- for rule, column in {
            'leap': 'leaps', 'emptied_values': 'emptied_values', 'stale_units': 'stale_units'
        }.items() %}
        cast(sum(case when rule = '{{ rule }}' then 1 else 0 end) as {{ composite_index.type_double() }}) as {{ column }},
        {%- endfor %}
        max(case when rule = 'leap' then moved end) as leap,
        max(case when rule = 'tier_shift' then moved end) as tier_shift
    from {{ ref('composite_index', 'int_index__change_findings') }}
    group by {{ (edition + ['node_id']) | join(', ') }}

),

-- an index that is accepted has no bounds
bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}
    where not {{ composite_index.is_accepted('index_id') }}

),

measured as (

    {{ composite_index.drift_measures('compared') }}

),

-- what is published of each node, and whether it has changed
published_nodes as (

    select
        {{ composite_index.qualified('measured', edition + ['node_id']) }},
        measured.other_values + measured.appeared_units + measured.vanished_units > 0 as is_other,
        coalesce(changed_parameters.changed_parameters, 0) as changed_parameters
    from measured
    left join changed_parameters
        on
            {{ composite_index.same_node('measured', 'changed_parameters') }}
            and measured.comparison = changed_parameters.comparison
    where measured.comparison = 'last_run'

),

published_editions as (

    select
        {{ edition | join(', ') }},
        max(case when is_other or changed_parameters > 0 then 1 else 0 end) = 1 as is_other
    from published_nodes
    group by {{ edition | join(', ') }}

),

published_cohorts as (

    select distinct {{ cohort | join(', ') }}
    from published_editions

),

nodes as (

    select
        measured.*,
        measured.comparison = 'last_run' as is_last_run,
        {{ composite_index.is_accepted('measured.index_id') }} as is_accepted,
        changed_parameters.changed_parameters,
        -- the periods of a cohort that is not published yet are compared with each other, which only warns
        published_cohorts.index_id is null as is_first,
        -- two periods that are both unchanged since they were published were judged then
        measured.comparison = 'last_run'
        or coalesce(node_now.is_other, true)
        or coalesce(node_then.is_other, true) as has_other_values,
        coalesce(edition_now.is_other, true) or coalesce(edition_then.is_other, true) as is_other_edition
    from measured
    left join changed_parameters
        on
            {{ composite_index.same_node('measured', 'changed_parameters') }}
            and measured.comparison = changed_parameters.comparison
    left join published_cohorts
        on {{ composite_index.same_key('measured', 'published_cohorts', cohort) }}
    left join published_nodes as node_now
        on {{ composite_index.same_node('measured', 'node_now') }}
    left join published_nodes as node_then
        on
            {{ composite_index.same_key('measured', 'node_then', cohort + ['node_id']) }}
            and measured.compared_period = node_then.period
    left join published_editions as edition_now
        on {{ composite_index.same_edition('measured', 'edition_now') }}
    left join published_editions as edition_then
        on
            {{ composite_index.same_key('measured', 'edition_then', cohort) }}
            and measured.compared_period = edition_then.period

),

final as (

    select
        {{ composite_index.qualified('nodes', edition + ['node_id', 'comparison', 'compared_period', 'level']) }},
        cast(nodes.compared_units as {{ dbt.type_bigint() }}) as compared_units,
        -- a node that is no longer in the framework has no row in the bounds, and none of it may vanish
        {%- for measure in ['appeared_units', 'vanished_units'] %}
        cast(
            case when nodes.is_last_run and nodes.level = 0 then nodes.{{ measure }} end
            as {{ composite_index.type_double() }}
        ) as {{ measure }},
        case
            when nodes.level = 0 and bounds.node_id is null and not nodes.is_accepted then 0
            else bounds.max_{{ measure }}
        end as max_{{ measure }},
        {%- endfor %}
        cast(
            case when nodes.is_last_run then coalesce(nodes.changed_parameters, 0) end
            as {{ composite_index.type_double() }}
        ) as changed_parameters,
        case when bounds.node_id is null and not nodes.is_accepted then 0 else bounds.max_changed_parameters end
            as max_changed_parameters,
        cast(case when nodes.is_last_run then nodes.other_values else 0 end as {{ dbt.type_bigint() }})
            as revised_values,
        case when nodes.is_last_run then nodes.other_values / nullif(nodes.compared_units, 0) end as revised_share,
        bounds.max_revised_share,
        {%- for column in ['score', 'rank'] %}
        cast(case when nodes.is_last_run then nodes.{{ column }}_jump end as {{ composite_index.type_double() }})
            as {{ column }}_revision,
        bounds.max_{{ column }}_revision,
        cast(case when not nodes.is_last_run then nodes.{{ column }}_jump end as {{ composite_index.type_double() }})
            as {{ column }}_change,
        {%- endfor %}
        {%- for measure in composite_index.measures_between_periods() %}
        {%- set is_other = 'is_other_edition' if measure in of_the_edition else 'has_other_values' %}
        case when not nodes.is_first and nodes.{{ is_other }} then bounds.max_{{ measure }} end as max_{{ measure }},
        case when nodes.is_first then bounds.max_{{ measure }} end as max_first_{{ measure }},
        {%- endfor %}
        {%- for measure in composite_index.warnings_between_periods() %}
        {%- set is_other = 'is_other_edition' if measure in of_the_edition else 'has_other_values' %}
        case when nodes.{{ is_other }} then bounds.max_{{ measure }} end as max_{{ measure }},
        {%- endfor %}
        {{ composite_index.qualified('statistics', [
            'order_shift', 'median_shift', 'change_spread', 'stale_share', 'rounded_share'
        ]) }},
        findings.leap,
        findings.leaps / nullif(nodes.compared_units, 0) as leaping_share,
        {{ composite_index.qualified('findings', ['emptied_values', 'stale_units', 'tier_shift']) }},
        cast(
            case when not nodes.is_last_run then nodes.changed_parameters end as {{ composite_index.type_double() }}
        ) as period_parameters,
        case when not nodes.is_last_run and nodes.level = 0 then nodes.unchanged_share end as unchanged_share,
        {{ composite_index.qualified(
            'nodes', ['mean', 'compared_mean', 'mean_shift', 'sd', 'compared_sd', 'spread_shift']
        ) }}
    from nodes
    left join bounds
        on {{ composite_index.same_node('nodes', 'bounds') }}
    left join statistics
        on
            {{ composite_index.same_node('nodes', 'statistics') }}
            and not nodes.is_last_run
    left join findings
        on
            {{ composite_index.same_node('nodes', 'findings') }}
            and not nodes.is_last_run

)

select * from final
