{#
    A wide table for reading and for BI: a row per unit and period with the index score, rank and tier and, for
    each named node, its points and rank in the unit's cohort.

    `index_ids`: the indices to show. `node_ids`: the nodes, each with columns <node>_points and <node>_rank, null for
    an index without that node. `scenario_id`: baseline by default.
    An unknown name is an error, unless `may_be_absent` says that the inputs may lack the indices.
    The columns depend on the arguments, so the model that calls this declares its own contract.
#}
{% macro scoreboard(index_ids, node_ids=[], scenario_id='baseline', may_be_absent=false) -%}
{%- set index_ids = [index_ids] if index_ids is string else index_ids -%}
{%- set node_ids = [node_ids] if node_ids is string else node_ids -%}
{%- if not may_be_absent %}
    {%- do composite_index.check_scoreboard(index_ids, node_ids, scenario_id) %}
{%- endif %}
with

rankings as (

    select * from {{ ref('composite_index', 'index_rankings') }}
    where
        scenario_id = '{{ scenario_id }}'
        and group_id = cohort_id
        and index_id in ('{{ index_ids | join("', '") }}')

),

units as (

    select * from {{ ref('composite_index', 'index_units') }}

),

-- a tier is labelled once for all cohorts of an index or for each of its own
tiers as (

    select
        index_id,
        tier_id,
        max(label_en) as label_en,
        max(label_zh) as label_zh
    from {{ ref('composite_index', 'index_tiers') }}
    group by index_id, tier_id

),

wide as (

    select
        index_id,
        period,
        unit_id,
        max(case when level = 0 then score end) as score,
        max(case when level = 0 then rank end) as rank,
        max(case when level = 0 then position end) as position,
        max(case when level = 0 then percentile end) as percentile,
        max(tier_id) as tier_id,
        max(data_notice) as data_notice
        {%- for node_id in node_ids %},
        max(case when node_id = '{{ node_id }}' then points end) as {{ node_id }}_points,
        max(case when node_id = '{{ node_id }}' then rank end) as {{ node_id }}_rank
        {%- endfor %}
    from rankings
    group by index_id, period, unit_id

),

final as (

    select
        wide.index_id,
        wide.period,
        wide.unit_id,
        units.cohort_id,
        units.label_en,
        units.label_zh,
        units.parent_label_en,
        units.parent_label_zh,
        units.region,
        wide.score,
        wide.rank,
        wide.position,
        wide.percentile,
        wide.tier_id,
        tiers.label_en as tier_label_en,
        tiers.label_zh as tier_label_zh,
        wide.data_notice
        {%- for node_id in node_ids %},
        wide.{{ node_id }}_points,
        wide.{{ node_id }}_rank
        {%- endfor %}
    from wide
    inner join units
        on
            wide.index_id = units.index_id
            and wide.unit_id = units.unit_id
    left join tiers
        on
            wide.index_id = tiers.index_id
            and wide.tier_id = tiers.tier_id

)

select * from final
{%- endmacro %}

{# Stops a scoreboard that would be empty, or have an empty column, because the arguments name something unknown. #}
{% macro check_scoreboard(index_ids, node_ids, scenario_id) %}
    {#- the reference comes first, so that dbt builds the nodes before this query reads them -#}
    {% set nodes = ref('composite_index', 'index_nodes') %}
    {% set nodes = composite_index.built('index_nodes') %}
    {% if not nodes %}
        {{ return('') }}
    {% endif %}
    {% set found = {'index': [], 'node': [], 'scenario': []} %}
    {% for row in run_query('select distinct index_id, scenario_id, node_id from ' ~ nodes) %}
        {% do found['index'].append(row[0]) %}
        {% if row[0] in index_ids %}
            {% do found['scenario'].append(row[1]) %}
            {% do found['node'].append(row[2]) %}
        {% endif %}
    {% endfor %}
    {% set problems = [] if index_ids else ['scoreboard: index_ids names no index.'] %}
    {% for kind, names in [('index', index_ids), ('scenario', [scenario_id]), ('node', node_ids)] if not problems %}
        {% set known = found[kind] | unique | sort %}
        {% for name in names if name not in known %}
            {% set nearest = composite_index.nearest_word(name, known, 0.6) %}
            {% do problems.append('scoreboard: there is no ' ~ kind ~ ' ' ~ name ~ (' of these indices' if kind != 'index' else '')
                ~ (', did you mean ' ~ nearest ~ '?' if nearest else '. There is ' ~ known | join(', ') ~ '.')) %}
        {% endfor %}
    {% endfor %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(problems | join('\n')) %}
    {% endif %}
{% endmacro %}
