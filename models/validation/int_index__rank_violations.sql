with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where score is not null

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level = 0

),

groups as (

    select * from {{ ref('composite_index', 'int_index__member_groups') }}

),

profile as (

    select * from {{ ref('composite_index', 'int_index__rank_profile') }}
    where untiered_units > 0

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

checked as (

    select
        profile.index_id,
        profile.scenario_id,
        profile.period,
        profile.cohort_id,
        profile.node_id,
        profile.group_id,
        units.unit_id,
        ranks.score,
        ranks.percentile,
        units.unit_label,
        case when unit_tiers.tier_id is null then 'untiered' end as rule
    from ranks
    inner join nodes
        on ranks.node_key = nodes.node_key
    inner join groups
        on ranks.group_key = groups.group_key
    inner join profile
        on
            {{ composite_index.same_node('nodes', 'profile') }}
            and groups.group_id = profile.group_id
    inner join units
        on ranks.unit_key = units.unit_key
    left join unit_tiers
        on
            ranks.edition_key = unit_tiers.edition_key
            and ranks.unit_key = unit_tiers.unit_key

),

violations as (

    {{ composite_index.first_violations(
        'checked', keys=['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id', 'group_id']
    ) }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        group_id,
        unit_id,
        violation,
        violations,
        concat(
            index_id, ' ', period, ', unit ', unit_id,
            case when unit_label = '' then '' else ' ' || unit_label end,
            ': no tier is for a score of ', {{ composite_index.shown_double(composite_index.round_to('score', 6)) }},
            ' and a percentile of ', {{ composite_index.shown_double(composite_index.round_to('percentile', 6)) }}
        ) as detail
    from violations

)

select * from final
