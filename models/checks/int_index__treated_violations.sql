with

treated as (

    select * from {{ ref('composite_index', 'int_index__treated') }}

),

profile as (

    select * from {{ ref('composite_index', 'int_index__treated_profile') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

suspected as (

    select
        profile.*,
        nodes.node_key,
        profile.imputed_share > profile.max_imputed_share as is_imputed_too_often,
        profile.beyond_goalposts_share > profile.max_beyond_goalposts_share as is_beyond_goalposts,
        profile.dominance > profile.max_dominance as is_dominated,
        profile.reached_share < 0.01 as is_unreached,
        nodes.denominator,
        nodes.lower,
        nodes.upper,
        nodes.target,
        {{ composite_index.transform('nodes.lower', 'nodes.transformation') }} as lower_goalpost,
        {{ composite_index.transform('nodes.upper', 'nodes.transformation') }} as upper_goalpost
    from profile
    inner join nodes
        on {{ composite_index.same_node('profile', 'nodes') }}
    where
        profile.lost_values > 0
        or profile.imputed_share > profile.max_imputed_share
        or profile.beyond_goalposts_share > profile.max_beyond_goalposts_share
        or profile.dominance > profile.max_dominance
        or profile.reached_share < 0.01
        or profile.constant_values > 0

),

checked as (

    select
        suspected.index_id,
        suspected.scenario_id,
        suspected.period,
        suspected.cohort_id,
        suspected.node_id,
        units.unit_id,
        treated.value,
        treated.treated_value,
        suspected.mean,
        suspected.lower,
        suspected.upper,
        suspected.target,
        units.unit_label,
        case
            when treated.value is not null and treated.treated_value is null and suspected.denominator is null
                then 'lost'
            when suspected.is_imputed_too_often and treated.is_imputed then 'imputed'
            when
                suspected.is_beyond_goalposts
                and (
                    treated.treated_value < suspected.lower_goalpost
                    or treated.treated_value > suspected.upper_goalpost
                )
                then 'beyond_goalposts'
            when
                suspected.is_dominated
                and abs(treated.treated_value - suspected.mean)
                >= greatest(suspected.maximum - suspected.mean, suspected.mean - suspected.minimum)
                then 'dominating'
            when suspected.is_unreached and treated.treated_value is not null then 'unreached'
            when suspected.constant_values > 0 and treated.treated_value is not null then 'constant'
        end as rule
    from treated
    inner join suspected
        on treated.node_key = suspected.node_key
    inner join units
        on treated.unit_key = units.unit_key

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
                when 'lost' then {{ composite_index.shown_double('value') }} || ' has no treated value'
                when 'imputed' then 'imputed as ' || {{ composite_index.shown_double('treated_value') }}
                when 'beyond_goalposts'
                    then
                        {{ composite_index.shown_double('value') }} || ' is beyond the goalposts '
                        || {{ composite_index.shown_double('lower') }} || ' and '
                        || {{ composite_index.shown_double('upper') }}
                when 'dominating'
                    then
                        {{ composite_index.shown_double('treated_value') }} || ' where the mean is '
                        || {{ composite_index.shown_double('mean') }}
                when 'constant' then {{ composite_index.shown_double('treated_value') }} || ', as for all others'
                when 'unreached'
                    then
                        {{ composite_index.shown_double('value') }} || ', and all values lie within 1 % of the way '
                        || case
                            when target is null
                                then
                                    'between the goalposts ' || {{ composite_index.shown_double('lower') }} || ' and '
                                    || {{ composite_index.shown_double('upper') }}
                            else 'to the target ' || {{ composite_index.shown_double('target') }}
                        end
            end
        ) as detail
    from violations

)

select * from final
