{#- where nothing was published and there is one period there is nothing to compare -#}
{%- set is_compared = composite_index.has_rows('stg_index__published_nodes')
    or composite_index.has_several_periods() -%}
{#- an edition that is not recomputed is what it was, and is compared only where a neighbour is recomputed -#}
{%- set is_of_compared = '(index_id, scenario_id, period, cohort_id) not in (
        select (index_id, scenario_id, period, cohort_id) from previous_periods
        where not is_compared
    )' if composite_index.recomputes_touched() else 'true' -%}

with

scores as (

    {{ composite_index.points_in_full(ref('composite_index', 'int_index__points')) }}
    {%- if not is_compared %}
    where false
    {%- endif %}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__member_groups') }}
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

periods as (

    select distinct
        index_id,
        scenario_id,
        cohort_id,
        period,
        period_order,
        {{ composite_index.is_touched() }} as is_touched
    from nodes

),

previous_periods as (

    select
        index_id,
        scenario_id,
        cohort_id,
        period,
        lag(period) over (partition by index_id, scenario_id, cohort_id order by period_order) as previous_period,
        lead(period) over (partition by index_id, scenario_id, cohort_id order by period_order) as next_period,
        is_touched
        or coalesce(lag(is_touched) over (partition by index_id, scenario_id, cohort_id order by period_order), false)
        or coalesce(lead(is_touched) over (partition by index_id, scenario_id, cohort_id order by period_order), false)
            as is_compared
    from periods

),

published as (

    select * from {{ ref('composite_index', 'stg_index__published_scores') }}
    where {{ is_of_compared }}

),

published_editions as (

    select distinct
        index_id,
        scenario_id,
        period,
        cohort_id
    from published

),

-- an edition that was not published and has no neighbour is compared with nothing
compared_nodes as (

    select nodes.*
    from nodes
    inner join previous_periods
        on {{ composite_index.same_edition('nodes', 'previous_periods') }}
    left join published_editions
        on {{ composite_index.same_edition('nodes', 'published_editions') }}
    where
        previous_periods.is_compared
        and (
            published_editions.index_id is not null
            or previous_periods.previous_period is not null
            or previous_periods.next_period is not null
        )

),

current_scores as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        units.unit_id,
        nodes.node_id,
        nodes.level,
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

-- what the edition was when it was last published, and what it is now
last_run as (

    select
        coalesce(current_scores.index_id, published.index_id) as index_id,
        coalesce(current_scores.scenario_id, published.scenario_id) as scenario_id,
        coalesce(current_scores.period, published.period) as period,
        coalesce(current_scores.cohort_id, published.cohort_id) as cohort_id,
        coalesce(current_scores.node_id, published.node_id) as node_id,
        'last_run' as comparison,
        coalesce(current_scores.period, published.period) as compared_period,
        coalesce(current_scores.unit_id, published.unit_id) as unit_id,
        coalesce(current_scores.level, published.level) as level,
        current_scores.unit_id is not null as is_present,
        published.unit_id is not null as was_present,
        current_scores.value,
        published.value as compared_value,
        current_scores.treated_value,
        published.treated_value as compared_treated_value,
        current_scores.score,
        published.score as compared_score,
        current_scores.rank,
        published.rank as compared_rank
    from current_scores
    full outer join published
        on
            {{ composite_index.same_node('current_scores', 'published') }}
            and current_scores.unit_id = published.unit_id

),

-- what it was in the period before
earlier as (

    select
        current_scores.*,
        previous_periods.period as next_period
    from current_scores
    inner join previous_periods
        on
            current_scores.index_id = previous_periods.index_id
            and current_scores.scenario_id = previous_periods.scenario_id
            and current_scores.cohort_id = previous_periods.cohort_id
            and current_scores.period = previous_periods.previous_period

),

previous_period as (

    select
        current_scores.index_id,
        current_scores.scenario_id,
        current_scores.period,
        current_scores.cohort_id,
        current_scores.node_id,
        'previous_period' as comparison,
        earlier.period as compared_period,
        current_scores.unit_id,
        current_scores.level,
        true as is_present,
        true as was_present,
        current_scores.value,
        earlier.value as compared_value,
        current_scores.treated_value,
        earlier.treated_value as compared_treated_value,
        current_scores.score,
        earlier.score as compared_score,
        current_scores.rank,
        earlier.rank as compared_rank
    from current_scores
    inner join earlier
        on
            current_scores.index_id = earlier.index_id
            and current_scores.scenario_id = earlier.scenario_id
            and current_scores.period = earlier.next_period
            and current_scores.cohort_id = earlier.cohort_id
            and current_scores.unit_id = earlier.unit_id
            and current_scores.node_id = earlier.node_id

),

compared as (

    select last_run.*
    from last_run
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
        -- a value is another one too where only its denominator is
        is_present and was_present and (is_other_raw_value or is_other_treated_value) as is_other_value
    from judged

)

select * from final
