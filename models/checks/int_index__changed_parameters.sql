{%- set edition = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set parameters = composite_index.scoring_parameters() + ['tiers'] -%}
{%- set sides = [('earlier_', 'was_given', 'published_value'), ('', 'is_given', 'current_value')] -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

tiers as (

    {{ composite_index.tiers_as_text(ref('composite_index', 'stg_index__tiers')) }}

),

given as (

    select
        {{ composite_index.qualified('nodes', edition + ['node_id']) }},
        {{ composite_index.scoring_parameters_as_text('nodes') }},
        coalesce(of_cohort.tiers, of_all.tiers) as tiers
    from nodes
    {{ composite_index.join_tiers() }}

),

published as (

    select * from {{ ref('composite_index', 'stg_index__published_nodes') }}

),

neighbours as (

    {{ composite_index.neighbouring_nodes() }}

),

editions as (

    select
        {{ composite_index.qualified('nodes', edition) }},
        min(nodes.node_id) as index_node,
        min(neighbours.compared_period) as previous_period
    from nodes
    left join neighbours
        on nodes.node_key = neighbours.node_key
    where nodes.level = 0
    group by {{ composite_index.qualified('nodes', edition) }}

),

-- a new edition is compared with the period before it alone, and one that is gone with nothing
compared_editions as (

    select distinct
        {{ composite_index.qualified('editions', edition + ['index_node']) }},
        'last_run' as comparison,
        editions.period as compared_period
    from editions
    inner join published
        on {{ composite_index.same_edition('editions', 'published') }}
    union all
    select
        {{ (edition + ['index_node']) | join(', ') }},
        'previous_period' as comparison,
        previous_period as compared_period
    from editions
    where previous_period is not null

),

earlier as (

    select
        'last_run' as comparison,
        published.*
    from published
    union all
    select
        'previous_period' as comparison,
        given.*
    from given

),

earlier_of_editions as (

    select
        compared_editions.index_node,
        compared_editions.comparison,
        compared_editions.compared_period,
        {{ composite_index.qualified('compared_editions', edition) }},
        {{ composite_index.qualified('earlier', ['node_id'] + parameters) }}
    from compared_editions
    inner join earlier
        on
            compared_editions.comparison = earlier.comparison
            and compared_editions.compared_period = earlier.period
            and {{ composite_index.same_key('compared_editions', 'earlier', ['index_id', 'scenario_id', 'cohort_id']) }}

),

given_of_editions as (

    select
        compared_editions.index_node,
        compared_editions.comparison,
        compared_editions.compared_period,
        {{ composite_index.qualified('given', edition + ['node_id'] + parameters) }}
    from compared_editions
    inner join given
        on {{ composite_index.same_edition('compared_editions', 'given') }}

),

-- a node that came or has gone counts at the index, because only nodes of both have a row in the profile
compared as (

    select
        {%- for column in edition + ['comparison', 'compared_period'] %}
        coalesce(given.{{ column }}, earlier.{{ column }}) as {{ column }},
        {%- endfor %}
        coalesce(given.node_id, earlier.node_id) as changed_node,
        case
            when coalesce(given.comparison, earlier.comparison) = 'last_run'
                then coalesce(given.node_id, earlier.node_id)
            when given.node_id is null or earlier.node_id is null then coalesce(given.index_node, earlier.index_node)
            else given.node_id
        end as node_id,
        {%- for parameter in parameters %}
        given.{{ parameter }},
        earlier.{{ parameter }} as earlier_{{ parameter }},
        {%- endfor %}
        given.node_id is not null as is_given,
        earlier.node_id is not null as was_given
    from given_of_editions as given
    full outer join earlier_of_editions as earlier
        on
            {{ composite_index.same_node('given', 'earlier') }}
            and given.comparison = earlier.comparison

),

parameters as (

    select 'node' as parameter
    {%- for parameter in parameters %}
    union all
    select '{{ parameter }}' as parameter
    {%- endfor %}

),

-- a row for each parameter; only those that differ stay
listed as (

    select
        {{ composite_index.qualified(
            'compared', edition + ['node_id', 'comparison', 'compared_period', 'changed_node']
        ) }},
        {%- for side, is_there, column in sides %}
        case
            when parameters.parameter = 'node'
                then case when compared.{{ is_there }} then 'present' else 'absent' end
            {%- for parameter in parameters %}
            when parameters.parameter = '{{ parameter }}' then {{ 'compared.' ~ side ~ parameter }}
            {%- endfor %}
        end as {{ column }},
        {%- endfor %}
        parameters.parameter
    from compared
    cross join parameters
    where parameters.parameter = 'node' or (compared.is_given and compared.was_given)

),

final as (

    select *
    from listed
    where
        coalesce(published_value, '') <> coalesce(current_value, '')
        -- an edition that was published without tiers may get some
        and (parameter <> 'tiers' or published_value is not null)

)

select * from final
