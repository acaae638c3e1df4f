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

    select * from {{ ref('composite_index', 'int_index__groups') }}

),

unit_tiers as (

    select * from {{ ref('composite_index', 'int_index__unit_tiers') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

-- if a cohort has tiers, every unit with a rank should reach one
tiered as (

    select distinct edition_key
    from unit_tiers

),

checked as (

    select
        {{ composite_index.qualified('nodes', ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']) }},
        groups.group_id,
        units.unit_id,
        ranks.score,
        ranks.percentile,
        units.unit_label,
        'untiered' as rule
    from ranks
    inner join nodes
        on ranks.node_key = nodes.node_key
    inner join groups
        on ranks.group_key = groups.group_key
    inner join tiered
        on ranks.edition_key = tiered.edition_key
    inner join units
        on ranks.unit_key = units.unit_key
    left join unit_tiers
        on
            ranks.edition_key = unit_tiers.edition_key
            and ranks.unit_key = unit_tiers.unit_key
    where unit_tiers.tier_id is null

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
