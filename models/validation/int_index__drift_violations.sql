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
        {{ composite_index.drift_bound('profile', measure) }} as max_{{ measure }},
        {%- endfor %}
        {%- for measure in ['mean_shift', 'spread_shift'] %}
        coalesce(profile.{{ measure }} > {{ composite_index.drift_bound('profile', measure) }}, false)
            as has_{{ measure }},
        {%- endfor %}
        profile.mean,
        profile.compared_mean,
        profile.sd,
        profile.compared_sd,
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
        {%- for measure in jumps.keys() | list + ['mean_shift', 'spread_shift'] %}
        or profile.{{ measure }} > {{ composite_index.drift_bound('profile', measure) }}
        {%- endfor %}

),

-- an edition whose values are nearly all those of the period before, with the node that tells it
repeated as (

    select
        {{ composite_index.qualified('profile', keys) }},
        compared.node_id as series_id,
        compared.unit_id,
        compared.value,
        compared.compared_period,
        coalesce(units.label_zh, units.label_en, '') as unit_label
    from profile
    inner join compared
        on
            {{ composite_index.same_edition('profile', 'compared') }}
            and profile.comparison = compared.comparison
    left join units
        on
            compared.index_id = units.index_id
            and compared.unit_id = units.unit_id
    where
        profile.unchanged_share > {{ composite_index.drift_bound('profile', 'unchanged_share') }}
        and compared.value is not null
        and compared.compared_value is not null
        and not compared.is_other_raw_value

),

checked as (

    select
        'appeared' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
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
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
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
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
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
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
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
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
        concat(
            cohort_id, ', ', node_id, ': ', parameter, ' ', coalesce(current_value, 'blank'), ' was ',
            coalesce(published_value, 'blank')
        ) as happened
    from changed_parameters
    {%- for rule, column in {'mean_shift': 'mean', 'spread_shift': 'sd'}.items() %}
    union all
    select
        '{{ rule }}' as rule,
        {{ keys | join(', ') }},
        unit_id as place,
        -- those first that moved most
        {%- set moved = 'abs(value - compared_value)' if rule == 'mean_shift'
            else 'greatest(abs(value - mean), abs(compared_value - compared_mean))' %}
        {{ composite_index.round_to(moved, 6) }} as moved,
        concat(
            ' (the {{ 'mean' if rule == 'mean_shift' else 'standard deviation' }} is ',
            {{ composite_index.shown_jump(column) }},
            ' and was ', {{ composite_index.shown_jump('compared_' ~ column) }}, ')'
        ) as besides,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end, ', ', node_id, ': ',
            {{ composite_index.shown_double('value') }}, ' was ', {{ composite_index.shown_double('compared_value') }},
            case when comparison = 'previous_period' then ' in ' || compared_period else '' end
        ) as happened
    from suspected
    where has_{{ rule }} and value is not null and compared_value is not null and is_other_raw_value
    {%- endfor %}
    union all
    select
        'unchanged_share' as rule,
        {{ keys | join(', ') }},
        concat(series_id, ' ', unit_id) as place,
        cast(0 as {{ composite_index.type_double() }}) as moved,
        cast(null as {{ dbt.type_string() }}) as besides,
        concat(
            'unit ', unit_id, case when unit_label = '' then '' else ' ' || unit_label end, ', ', series_id, ': ',
            {{ composite_index.shown_double('value') }}, ' as in ', compared_period
        ) as happened
    from repeated

),

violations as (

    {{ composite_index.first_violations('checked', 'moved desc, place', keys) }}

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
        concat(
            index_id, ' ', period, ', ', happened,
            -- of all rows, so that it is told once
            case when violation = 1 then coalesce(besides, '') else '' end
        ) as detail
    from violations

)

select * from final
