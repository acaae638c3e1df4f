{#- Enough rows to find the cause; a gate must not carry millions of them. -#}
{%- set rows_per_rule = 5 -%}

with

ranks as (

    select * from {{ ref('int_index__ranks') }}
    where group_id = cohort_id

),

nodes as (

    select * from {{ ref('int_index__nodes') }}

),

units as (

    select * from {{ ref('stg_index__units') }}

),

checked as (

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
        on
            ranks.index_id = nodes.index_id
            and ranks.scenario_id = nodes.scenario_id
            and ranks.period = nodes.period
            and ranks.cohort_id = nodes.cohort_id
            and ranks.node_id = nodes.node_id
    inner join units
        on
            ranks.index_id = units.index_id
            and ranks.unit_id = units.unit_id

),

violations as (

    select
        *,
        row_number() over (
            partition by rule, index_id, scenario_id, period, cohort_id, node_id
            order by unit_id
        ) as violation,
        count(*) over (partition by rule, index_id, scenario_id, period, cohort_id, node_id) as violations
    from checked
    where rule is not null

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
                when 'unscored' then 'no score'
                else
                    'score ' || cast(round(score, 6) as {{ dbt.type_string() }}) || ' on a scale of '
                    || cast(scale_lower as {{ dbt.type_string() }}) || ' to '
                    || cast(scale_upper as {{ dbt.type_string() }})
            end
        ) as detail
    from violations
    where violation <= {{ rows_per_rule }}

)

select * from final
