{%- set group = ['edition_key', 'group_key', 'node_key'] -%}

{{ composite_index.after_gate('gate_index__scores') }}

with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

weights_from_data as (

    select * from {{ ref('composite_index', 'int_index__weights_from_data') }}

),

groups as (

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

summarised as (

    select
        {{ group | join(', ') }},
        count(*) as units,
        count(score) as scored_units,
        avg(score) as mean_score,
        {{ composite_index.median('score') }} as median_score,
        {{ composite_index.spread('score') }} as sd_score,
        min(score) as minimum_score,
        max(score) as maximum_score,
        avg(points) as mean_points,
        {{ composite_index.median('points') }} as median_points,
        {{ composite_index.spread('points') }} as sd_points,
        min(points) as minimum_points,
        max(points) as maximum_points
    from ranks
    group by {{ group | join(', ') }}

),

compared as (

    select
        {{ composite_index.qualified('of_group', group) }},
        of_group.units,
        of_group.scored_units,
        of_group.mean_score,
        of_group.median_score,
        of_group.sd_score,
        of_group.minimum_score,
        of_group.maximum_score,
        of_group.mean_points,
        of_group.median_points,
        of_group.sd_points,
        of_group.minimum_points,
        of_group.maximum_points,
        of_group.mean_score - of_cohort.mean_score as gap_of_mean_score,
        of_group.mean_points - of_cohort.mean_points as gap_of_mean_points
    from summarised as of_group
    inner join summarised as of_cohort
        on of_group.node_key = of_cohort.node_key
    inner join groups as cohorts
        on
            of_cohort.group_key = cohorts.group_key
            and cohorts.is_cohort

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        groups.group_id,
        nodes.node_id,
        nodes.level,
        cast(compared.units as {{ dbt.type_int() }}) as units,
        cast(compared.scored_units as {{ dbt.type_int() }}) as scored_units,
        compared.mean_score,
        compared.median_score,
        compared.sd_score,
        compared.minimum_score,
        compared.maximum_score,
        compared.mean_points,
        compared.median_points,
        compared.sd_points,
        compared.minimum_points,
        compared.maximum_points,
        -- a node without a scale has no largest possible contribution
        case
            when nodes.has_scale
                then 100.0 * compared.mean_points / nullif(
                    coalesce(weights_from_data.final_weight, nodes.final_weight) * nodes.scale_upper, 0
                )
        end as share_of_weight,
        compared.gap_of_mean_score,
        compared.gap_of_mean_points,
        nodes.edition_notice as data_notice
    from compared
    inner join nodes
        on compared.node_key = nodes.node_key
    left join weights_from_data
        on compared.node_key = weights_from_data.node_key
    inner join groups
        on compared.group_key = groups.group_key

)

select * from final
