{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id', 'comparison'] -%}
{%- set jumps = {
    'score_revision': 'score', 'rank_revision': 'rank', 'score_change': 'score', 'rank_change': 'rank',
} -%}

with

compared as (

    select * from {{ ref('composite_index', 'int_index__drift') }}

),

profile as (

    select * from {{ ref('composite_index', 'int_index__drift_profile') }}

),

changed_parameters as (

    select * from {{ ref('composite_index', 'int_index__changed_parameters') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

-- of all that is compared only the nodes with something to tell
suspected as (

    select
        compared.*,
        profile.appeared_units,
        profile.vanished_units,
        {%- for measure in jumps %}
        profile.max_{{ measure }},
        {%- endfor %}
        coalesce(units.label_zh, units.label_en, '') as unit_label
    from compared
    inner join profile
        on {{ composite_index.same_key('compared', 'profile', keys) }}
    left join units
        on
            compared.index_id = units.index_id
            and compared.unit_id = units.unit_id
    where
        profile.appeared_units > 0
        or profile.vanished_units > 0
        or profile.revised_values > 0
        {%- for measure in jumps %}
        or profile.{{ measure }} > profile.max_{{ measure }}
        {%- endfor %}

),

checked as (

    select
        'appeared' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end,
            ' is not in what is published'
        ) as happened
    from suspected
    where appeared_units > 0 and is_present and not was_present
    union all
    select
        'vanished' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end,
            ' is published and has gone'
        ) as happened
    from suspected
    where vanished_units > 0 and was_present and not is_present
    union all
    select
        'revised' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end, ', ', node_id, ': ',
            case
                when is_other_raw_value
                    then
                        coalesce({{ composite_index.shown_double('value') }}, 'no value') || ' was '
                        || coalesce({{ composite_index.shown_double('compared_value') }}, 'no value')
                else
                    coalesce({{ composite_index.shown_double('treated_value') }}, 'no treated value') || ' was '
                    || coalesce({{ composite_index.shown_double('compared_treated_value') }}, 'no treated value')
                    || ' after treatment'
            end
        ) as happened
    from suspected
    where comparison = 'last_run' and is_other_value
    {%- for measure, column in jumps.items() %}
    union all
    select
        '{{ measure }}' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end, ', ', node_id,
            ': {{ column }} ', {{ composite_index.shown_jump(column) }}, ' was ',
            {{ composite_index.shown_jump('compared_' ~ column) }},
            case when comparison = 'previous_period' then ' in ' || compared_period else '' end
        ) as happened
    from suspected
    where
        comparison = '{{ 'last_run' if measure.endswith('revision') else 'previous_period' }}'
        and abs({{ column }} - compared_{{ column }}) > max_{{ measure }}
    {%- endfor %}
    union all
    select
        'changed_parameters' as rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        'last_run' as comparison,
        parameter as place,
        concat(
            cohort_id, ', ', node_id, ': ', parameter, ' ', coalesce(current_value, 'blank'), ' was ',
            coalesce(published_value, 'blank')
        ) as happened
    from changed_parameters

),

violations as (

    {{ composite_index.first_violations('checked', 'place', keys) }}

),

final as (

    select
        rule,
        index_id,
        scenario_id,
        period,
        cohort_id,
        node_id,
        comparison,
        violation,
        violations,
        concat(index_id, ' ', period, ', ', happened) as detail
    from violations

)

select * from final
