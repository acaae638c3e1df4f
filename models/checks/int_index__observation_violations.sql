{%- set node_keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set node_limits = ['value_min', 'value_max', 'value_step', 'transformation', 'normalisation', 'denominator'] -%}
with

given as (

    select
        unit_key,
        node_key,
        value,
        rule
    from {{ ref('composite_index', 'int_index__values') }}

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

observations as (

    select * from {{ ref('composite_index', 'int_index__observations') }}

),

indicators as (

    {{ composite_index.observed_indicators() }}

),

findings as (

    select * from {{ ref('composite_index', 'int_index__value_findings') }}

),

-- a missing value breaks a rule only if the indicator has more of them than the framework allows
given_in_incomplete as (

    select
        given.unit_key,
        given.node_key
    from given
    inner join indicators
        on given.node_key = indicators.node_key
    where indicators.is_incomplete

),

marked as (

    {{ composite_index.marked_indicators('given', 'indicators') }}

),

broken as (

    select
        unit_key,
        node_key,
        cast(rule as {{ dbt.type_string() }}) as rule
    from given
    where rule is not null
    union all
    select
        given.unit_key,
        given.node_key,
        'missing_mark' as rule
    from given
    inner join marked
        on given.node_key = marked.node_key
    where {{ composite_index.is_missing_mark_beside('given.value', 'marked') }}
    union all
    select
        edition_units.unit_key,
        indicators.node_key,
        'missing' as rule
    from indicators
    inner join edition_units
        on indicators.edition_key = edition_units.edition_key
    left join given_in_incomplete
        on
            edition_units.unit_key = given_in_incomplete.unit_key
            and indicators.node_key = given_in_incomplete.node_key
    where indicators.is_incomplete and given_in_incomplete.node_key is null

),

checked as (

    select
        node_key,
        unit_key,
        -- a value that is set aside breaks only that rule, whatever the reason
        case
            when rule <> 'missing_mark' and {{ composite_index.is_set_aside('rule') }} then 'quarantined'
            else rule
        end as rule,
        rule as rule_broken
    from broken

),

first_findings as (

    {{ composite_index.first_violations('findings') }}

),

violations as (

    {{ composite_index.first_violations('checked', order_by='unit_key', keys=['node_key']) }}

),

-- the few rows that a message shows, as the inputs have them
placed as (

    select
        {{ composite_index.qualified('violations', ['rule', 'rule_broken', 'violation', 'violations']) }},
        {{ composite_index.qualified('nodes', node_keys + node_limits) }},
        {{ composite_index.qualified('marked', ['lowest_unmarked', 'highest_unmarked']) }},
        {{ composite_index.qualified('units', ['unit_id', 'unit_label']) }},
        {{ composite_index.qualified('observations', ['value_text', 'input_file', 'input_row']) }}
    from violations
    inner join nodes
        on violations.node_key = nodes.node_key
    inner join units
        on violations.unit_key = units.unit_key
    left join marked
        on violations.node_key = marked.node_key
    left join observations
        on
            {{ composite_index.same_key('nodes', 'observations', ['index_id', 'period', 'node_id']) }}
            and units.unit_id = observations.unit_id

),

final as (

    select
        {{ (['rule'] + node_keys + ['unit_id', 'violation', 'violations']) | join(', ') }},
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
    from placed
    union all
    select {{ (['rule'] + node_keys + ['unit_id', 'violation', 'violations', 'detail']) | join(', ') }}
    from first_findings

)

select * from final
