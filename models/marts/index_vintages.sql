{{ composite_index.after_gate('gate_index__scores') }}

{%- set text = dbt.type_string() -%}
{%- set columns = {
    'index_id': text, 'scenario_id': text, 'period': text, 'cohort_id': text, 'group_id': text, 'unit_id': text,
    'version_id': text, 'published_at': dbt.type_timestamp(), 'score': composite_index.type_double(),
    'rank': dbt.type_int(), 'ranked_units': dbt.type_int(), 'tier_id': text,
} %}

with

-- as the last publication had them
known as (

    {{ composite_index.published('index_vintages', columns) }}

),

rankings as (

    select * from {{ ref('composite_index', 'index_rankings') }}
    where level = 0

),

newest as (

    select
        index_id,
        scenario_id,
        period
    from (
        select
            index_id,
            scenario_id,
            period,
            row_number() over (partition by index_id, scenario_id order by period_order desc) as place
        from {{ ref('composite_index', 'index_nodes') }}
        where level = 0
    ) as periods
    where place = 1

),

final as (

    -- each edition is written anew while it is the newest one of its index, and then stays
    select
        rankings.index_id,
        rankings.scenario_id,
        rankings.period,
        rankings.cohort_id,
        rankings.group_id,
        rankings.unit_id,
        '{{ composite_index.version_id() if execute }}' as version_id,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as {{ dbt.type_timestamp() }}) as published_at,
        rankings.score,
        rankings.rank,
        cast(rankings.ranked_units as {{ dbt.type_int() }}) as ranked_units,
        rankings.tier_id
    from rankings
    inner join newest
        on
            rankings.index_id = newest.index_id
            and rankings.scenario_id = newest.scenario_id
            and rankings.period = newest.period
    union all
    select
        {%- for column in columns %}
        known.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from known
    left join newest
        on
            known.index_id = newest.index_id
            and known.scenario_id = newest.scenario_id
            and known.period = newest.period
    where newest.period is null

)

select * from final
