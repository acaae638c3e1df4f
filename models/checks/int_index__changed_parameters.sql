{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}

with

nodes as (

    select
        {{ keys | join(', ') }},
        {{ composite_index.scoring_parameters_as_text() }}
    from {{ ref('composite_index', 'int_index__nodes') }}

),

published as (

    select * from {{ ref('composite_index', 'stg_index__published_nodes') }}

),

-- a new edition has no nodes that were added, and one that is gone none that were taken away
published_editions as (

    select distinct
        index_id,
        scenario_id,
        period,
        cohort_id
    from published

),

editions as (

    select distinct
        index_id,
        scenario_id,
        period,
        cohort_id
    from nodes

),

compared as (
    {% for parameter in composite_index.scoring_parameters() %}
    select
        {{ composite_index.qualified('nodes', keys) }},
        '{{ parameter }}' as parameter,
        published.{{ parameter }} as published_value,
        nodes.{{ parameter }} as current_value
    from nodes
    inner join published
        on {{ composite_index.same_node('nodes', 'published') }}
    where
        nodes.{{ parameter }} <> published.{{ parameter }}
        or (nodes.{{ parameter }} is null and published.{{ parameter }} is not null)
        or (nodes.{{ parameter }} is not null and published.{{ parameter }} is null)
    union all
    {%- endfor %}
    select
        {{ composite_index.qualified('nodes', keys) }},
        'node' as parameter,
        'absent' as published_value,
        'present' as current_value
    from nodes
    inner join published_editions
        on {{ composite_index.same_edition('nodes', 'published_editions') }}
    left join published
        on {{ composite_index.same_node('nodes', 'published') }}
    where published.node_id is null
    union all
    select
        {{ composite_index.qualified('published', keys) }},
        'node' as parameter,
        'present' as published_value,
        'absent' as current_value
    from published
    inner join editions
        on {{ composite_index.same_edition('published', 'editions') }}
    left join nodes
        on {{ composite_index.same_node('published', 'nodes') }}
    where nodes.node_id is null

)

select * from compared
