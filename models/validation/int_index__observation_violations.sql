with

given as (

    select
        unit_key,
        node_key,
        cast(rule as {{ dbt.type_string() }}) as rule
    from {{ ref('composite_index', 'int_index__given_values') }}
    where rule is not null

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

profile as (

    select * from {{ ref('composite_index', 'int_index__observation_profile') }}

),

observations as (

    select * from {{ ref('composite_index', 'int_index__judged_observations') }}

),

-- of what is missing only the indicators with more of it than is allowed: elsewhere it is nothing to tell
incomplete as (

    select
        nodes.edition_key,
        nodes.node_key
    from nodes
    inner join profile
        on {{ composite_index.same_node('nodes', 'profile') }}
    where profile.missing_values > 0 and profile.missing_share > profile.max_missing_share

),

given_in_incomplete as (

    select
        all_given.unit_key,
        all_given.node_key
    from {{ ref('composite_index', 'int_index__given_values') }} as all_given
    inner join incomplete
        on all_given.node_key = incomplete.node_key

),

-- and of what may stand for a missing value those indicators where it stands apart
marked as (

    select
        nodes.node_key,
        profile.value_min,
        profile.value_max,
        profile.lowest_unmarked,
        profile.highest_unmarked,
        profile.unmarked_values
    from nodes
    inner join profile
        on {{ composite_index.same_node('nodes', 'profile') }}
    where profile.missing_marks > 0

),

broken as (

    select
        unit_key,
        node_key,
        rule
    from given
    union all
    select
        all_given.unit_key,
        all_given.node_key,
        'missing_mark' as rule
    from {{ ref('composite_index', 'int_index__given_values') }} as all_given
    inner join marked
        on all_given.node_key = marked.node_key
    where {{ composite_index.is_missing_mark_beside('all_given.value', 'marked') }}
    union all
    select
        edition_units.unit_key,
        incomplete.node_key,
        'missing' as rule
    from incomplete
    inner join edition_units
        on incomplete.edition_key = edition_units.edition_key
    left join given_in_incomplete
        on
            edition_units.unit_key = given_in_incomplete.unit_key
            and incomplete.node_key = given_in_incomplete.node_key
    where given_in_incomplete.node_key is null

),

checked as (

    select
        node_key,
        unit_key,
        -- what is set aside is told as that, whatever the reason
        case
            when rule <> 'missing_mark' and {{ composite_index.is_set_aside('rule') }} then 'quarantined'
            else rule
        end as rule,
        rule as rule_broken
    from broken

),

violations as (

    {{ composite_index.first_violations('checked', order_by='unit_key', keys=['node_key']) }}

),

-- the few rows that are shown, as they stand in the inputs
placed as (

    select
        violations.rule,
        violations.rule_broken,
        violations.violation,
        violations.violations,
        nodes.index_id,
        nodes.scenario_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.value_min,
        nodes.value_max,
        nodes.value_step,
        nodes.transformation,
        nodes.normalisation,
        nodes.denominator,
        marked.lowest_unmarked,
        marked.highest_unmarked,
        units.unit_id,
        units.unit_label
    from violations
    inner join nodes
        on violations.node_key = nodes.node_key
    left join marked
        on violations.node_key = marked.node_key
    inner join units
        on violations.unit_key = units.unit_key

),

shown as (

    select
        placed.*,
        observations.value_text,
        observations.input_file,
        observations.input_row
    from placed
    left join observations
        on
            placed.index_id = observations.index_id
            and placed.period = observations.period
            and placed.unit_id = observations.unit_id
            and placed.node_id = observations.node_id

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
            case
                when rule = 'missing_mark'
                    then concat(
                        value_text, ' looks like a mark for a missing value: all others lie between ',
                        {{ composite_index.shown_double('lowest_unmarked') }}, ' and ',
                        {{ composite_index.shown_double('highest_unmarked') }}
                    )
                else {{ composite_index.value_reason('rule_broken') }}
            end,
            {{ composite_index.shown_place() }}
        ) as detail
    from shown

)

select * from final
