{%- set edition = ['index_id', 'scenario_id', 'period', 'cohort_id'] -%}
{%- set measures = ['value', 'treated_value', 'score', 'rank'] -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}
    where is_cohort

),

ranks as (

    select ranks.*
    from {{ ref('composite_index', 'int_index__ranks') }} as ranks
    inner join groups
        on ranks.group_key = groups.group_key

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

published as (

    select * from {{ ref('composite_index', 'stg_index__published_scores') }}

),

published_editions as (

    select distinct {{ edition | join(', ') }}
    from published

),

periods as (

    select distinct
        {{ edition | join(', ') }},
        period_order
    from nodes

),

neighbours as (

    select
        *,
        lag(period) over (partition by index_id, scenario_id, cohort_id order by period_order) as previous_period,
        lead(period) over (partition by index_id, scenario_id, cohort_id order by period_order) as next_period
    from periods

),

-- an edition that is not published and has no neighbour is compared with nothing, so its scores are not read
compared_nodes as (

    select
        nodes.*,
        neighbours.next_period
    from nodes
    inner join neighbours
        on {{ composite_index.same_edition('nodes', 'neighbours') }}
    left join published_editions
        on {{ composite_index.same_edition('nodes', 'published_editions') }}
    where
        published_editions.index_id is not null
        or neighbours.previous_period is not null
        or neighbours.next_period is not null

),

current_scores as (

    select
        {{ composite_index.qualified('nodes', edition + ['node_id', 'level', 'next_period']) }},
        units.unit_id,
        scores.value,
        scores.treated_value,
        scores.score,
        ranks.rank
    from scores
    inner join compared_nodes as nodes
        on scores.node_key = nodes.node_key
    inner join units
        on scores.unit_key = units.unit_key
    left join ranks
        on
            scores.node_key = ranks.node_key
            and scores.unit_key = ranks.unit_key

),

last_run as (

    select
        {%- for column in edition + ['node_id', 'unit_id', 'level'] %}
        coalesce(current_scores.{{ column }}, published.{{ column }}) as {{ column }},
        {%- endfor %}
        'last_run' as comparison,
        coalesce(current_scores.period, published.period) as compared_period,
        current_scores.unit_id is not null as is_present,
        {{ composite_index.qualified('current_scores', measures) }},
        {%- for column in measures %}
        published.{{ column }} as compared_{{ column }},
        {%- endfor %}
        published.unit_id is not null as was_present
    from current_scores
    full outer join published
        on
            {{ composite_index.same_node('current_scores', 'published') }}
            and current_scores.unit_id = published.unit_id

),

previous_period as (

    select
        {{ composite_index.qualified('current_scores', edition + ['node_id', 'unit_id', 'level']) }},
        'previous_period' as comparison,
        earlier.period as compared_period,
        true as is_present,
        {{ composite_index.qualified('current_scores', measures) }},
        {%- for column in measures %}
        earlier.{{ column }} as compared_{{ column }},
        {%- endfor %}
        true as was_present
    from current_scores
    inner join current_scores as earlier
        on
            {{ composite_index.same_key(
                'current_scores', 'earlier', ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'unit_id']
            ) }}
            and current_scores.period = earlier.next_period

),

compared as (

    select last_run.*
    from last_run
    -- a new edition has nothing published to compare with
    inner join published_editions
        on {{ composite_index.same_edition('last_run', 'published_editions') }}
    union all
    select * from previous_period

),

judged as (

    select
        *,
        {{ composite_index.differs('value', 'compared_value') }} as is_other_raw_value,
        {{ composite_index.differs('treated_value', 'compared_treated_value') }} as is_other_treated_value
    from compared

),

final as (

    select
        *,
        -- the treated value changes with the denominator, even where the raw value does not
        is_present and was_present and (is_other_raw_value or is_other_treated_value) as is_other_value
    from judged

)

select * from final
