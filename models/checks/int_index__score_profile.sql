with

scores as (

    select * from {{ ref('composite_index', 'int_index__points') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

),

bounded as (

    select
        scores.node_key,
        scores.score,
        scores.undefined_children,
        scores.aggregated_score is not null and scores.score is null as is_undefined,
        nodes.scale_lower,
        nodes.scale_upper,
        -- scores may exceed goalposts without clipping, because the framework says so; no other node's scores may
        coalesce(nodes.normalisation = 'goalposts' and not nodes.clip, false) as may_leave_scale,
        nodes.has_scale,
        -- sums of doubles may end slightly beyond the scale
        {{ composite_index.noise() }} * greatest(abs(nodes.scale_lower), abs(nodes.scale_upper)) as hair
    from scores
    inner join nodes
        on scores.node_key = nodes.node_key

),

profile as (

    select
        node_key,
        count(*) as units,
        count(score) as scored_units,
        min(score) as minimum,
        max(score) as maximum,
        min(case when has_scale and not may_leave_scale then scale_lower - hair end) as lowest_score,
        max(case when has_scale and not may_leave_scale then scale_upper + hair end) as highest_score,
        sum(
            case
                when may_leave_scale and (score < scale_lower - hair or score > scale_upper + hair) then 1
                else 0
            end
        ) as scores_beyond_goalposts,
        sum(case when undefined_children > 0 then 1 else 0 end) as units_without_mean,
        sum(case when is_undefined then 1 else 0 end) as undefined_normalisations
    from bounded
    group by node_key

),

-- an index without any unit needs a row, or nobody would see it; if all units are left out, no node has one
left_out as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.level,
        count(*) as units
    from nodes
    inner join screened
        on nodes.edition_key = screened.edition_key
    where nodes.level = 0
    group by nodes.index_id, nodes.scenario_id, nodes.period, nodes.cohort_id, nodes.node_id, nodes.level
    having count(case when screened.is_included then 1 end) = 0

),

final as (

    select
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.level,
        profile.units,
        profile.scored_units,
        case when nodes.level = 0 then profile.scored_units end as scored_units_of_index,
        profile.units - profile.scored_units as unscored_units,
        profile.minimum,
        profile.maximum,
        profile.lowest_score,
        profile.highest_score,
        cast(profile.scores_beyond_goalposts as {{ dbt.type_bigint() }}) as scores_beyond_goalposts,
        {{ composite_index.undefined_means('profile.units_without_mean') }},
        cast(profile.undefined_normalisations as {{ dbt.type_bigint() }}) as undefined_normalisations,
        case
            when
                nodes.level = 0
                and profile.scored_units > 1
                and {{ composite_index.is_same('profile.minimum', 'profile.maximum') }}
                then 1
            else 0
        end as equal_scores_of_index
    from profile
    inner join nodes
        on profile.node_key = nodes.node_key
    union all
    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        level,
        units,
        0 as scored_units,
        0 as scored_units_of_index,
        units as unscored_units,
        null as minimum,
        null as maximum,
        null as lowest_score,
        null as highest_score,
        0 as scores_beyond_goalposts,
        0 as undefined_means,
        0 as quarantined_means,
        0 as undefined_normalisations,
        0 as equal_scores_of_index
    from left_out

)

select * from final
