with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where level = 0 and score is not null

),

profile as (

    select * from {{ ref('composite_index', 'int_index__rank_profile') }}
    where untiered_units > 0

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

checked as (

    select
        ranks.index_id,
        ranks.scenario_id,
        ranks.period,
        ranks.cohort_id,
        ranks.node_id,
        ranks.group_id,
        ranks.unit_id,
        ranks.score,
        ranks.percentile,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        case when unit_tiers.tier_id is null then 'untiered' end as rule
    from ranks
    inner join profile
        on
            {{ composite_index.same_node('ranks', 'profile') }}
            and ranks.group_id = profile.group_id
    inner join units
        on
            ranks.index_id = units.index_id
            and ranks.unit_id = units.unit_id
    left join unit_tiers
        on
            {{ composite_index.same_edition('ranks', 'unit_tiers') }}
            and ranks.unit_id = unit_tiers.unit_id

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
