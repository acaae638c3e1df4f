{{ config(materialized='published_view', partition_by=composite_index.published_partitions()) }}

{{ composite_index.after_gate('gate_index__scores') }}
-- depends_on: {{ ref('composite_index', 'int_index__published') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        groups.group_id,
        units.unit_id,
        nodes.node_id,
        nodes.level,
        {{ composite_index.round_score('ranks.score', 'nodes') }} as score,
        ranks.points,
        ranks.rank,
        ranks.dense_rank,
        ranks.position,
        ranks.percentile,
        ranks.ranked_units,
        unit_tiers.tier_id,
        nodes.edition_notice as data_notice
    from ranks
    inner join nodes
        on ranks.node_key = nodes.node_key
    inner join units
        on ranks.unit_key = units.unit_key
    inner join groups
        on ranks.group_key = groups.group_key
    left join unit_tiers
        on
            ranks.edition_key = unit_tiers.edition_key
            and ranks.unit_key = unit_tiers.unit_key
            and nodes.level = 0

)

select * from final
