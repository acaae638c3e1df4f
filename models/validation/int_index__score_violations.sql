with

ranks as (

    select * from {{ ref('composite_index', 'int_index__ranks') }}
    where group_id = cohort_id

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

screened as (

    select * from {{ ref('composite_index', 'int_index__screened') }}

),

-- the profile tells of editions of which no unit is included
left_out as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id
    from {{ ref('composite_index', 'int_index__score_profile') }}
    where scored_units_of_index = 0

),

scored as (

    select
        ranks.index_id,
        ranks.scenario_id,
        ranks.period,
        ranks.cohort_id,
        ranks.node_id,
        ranks.unit_id,
        ranks.score,
        nodes.scale_lower,
        nodes.scale_upper,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        case
            when ranks.score is null then 'unscored'
            when ranks.score < nodes.scale_lower - 1e-9 then 'below_scale'
            when ranks.score > nodes.scale_upper + 1e-9 then 'above_scale'
        end as rule
    from ranks
    inner join nodes
        on {{ composite_index.same_node('ranks', 'nodes') }}
    inner join units
        on
            ranks.index_id = units.index_id
            and ranks.unit_id = units.unit_id

),

checked as (

    select
        *,
        cast(null as {{ dbt.type_string() }}) as reason
    from scored
    union all
    select
        screened.index_id,
        screened.scenario_id,
        screened.period,
        screened.cohort_id,
        left_out.node_id,
        screened.unit_id,
        null as score,
        null as scale_lower,
        null as scale_upper,
        coalesce(units.label_zh, units.label_en, '') as unit_label,
        'unscored' as rule,
        screened.reason
    from left_out
    inner join screened
        on {{ composite_index.same_edition('left_out', 'screened') }}
    inner join units
        on
            screened.index_id = units.index_id
            and screened.unit_id = units.unit_id
    where not screened.is_included

),

violations as (

    {{ composite_index.first_violations('checked') }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        unit_id,
        violation,
        violations,
        concat(
            index_id, ' ', period, ', unit ', unit_id,
            case when unit_label = '' then '' else ' ' || unit_label end, ', ', node_id, ': ',
            case rule
                when 'unscored' then 'no score' || coalesce(', left out: ' || reason, '')
                else
                    'score ' || {{ composite_index.shown_jump('score') }} || ' on a scale of '
                    || {{ composite_index.shown_double('scale_lower') }} || ' to '
                    || {{ composite_index.shown_double('scale_upper') }}
            end
        ) as detail
    from violations

)

select * from final
