{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id', 'comparison'] -%}
{%- set not_moved = 'cast(0 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set jumps = ['score_revision', 'rank_revision', 'score_change', 'rank_change'] -%}
{%- set shifts = ['mean_shift', 'spread_shift'] -%}

with

compared as (

    select * from {{ ref('composite_index', 'int_index__drift') }}

),

changed_parameters as (

    select * from {{ ref('composite_index', 'int_index__changed_parameters') }}

),

findings as (

    select
        *,
        'previous_period' as comparison
    from {{ ref('composite_index', 'int_index__change_findings') }}

),

bounds as (

    select * from {{ ref('composite_index', 'int_index__bounds') }}

),

units as (

    select * from {{ ref('composite_index', 'stg_index__units') }}

),

measured as (

    {{ composite_index.drift_measures('compared') }}

),

limits as (

    select
        {{ composite_index.qualified('measured', keys + ['mean', 'compared_mean', 'sd', 'compared_sd']) }},
        {%- for measure in jumps %}
        bounds.max_{{ measure }},
        {%- endfor %}
        {%- for measure in shifts %}
        coalesce(measured.{{ measure }} > bounds.max_{{ measure }}, false) as has_{{ measure }},
        {%- endfor %}
        measured.comparison = 'previous_period'
        and measured.level = 0
        and coalesce(measured.unchanged_share > bounds.max_unchanged_share, false) as is_repeated
    from measured
    left join bounds
        on {{ composite_index.same_node('measured', 'bounds') }}

),

limited as (

    select
        compared.*,
        {{ composite_index.qualified('limits', ['mean', 'compared_mean', 'sd', 'compared_sd']) }},
        {%- for measure in jumps %}
        limits.max_{{ measure }},
        {%- endfor %}
        limits.has_mean_shift,
        limits.has_spread_shift
    from compared
    inner join limits
        on {{ composite_index.same_key('compared', 'limits', keys) }}

),

-- the editions that repeat the period before, with their index node, which the profile judges
repeated as (

    select
        {{ composite_index.qualified('limits', keys) }},
        compared.node_id as repeated_node,
        compared.unit_id,
        compared.value,
        compared.compared_period
    from limits
    inner join compared
        on
            {{ composite_index.same_edition('limits', 'compared') }}
            and limits.comparison = compared.comparison
    where
        limits.is_repeated
        and compared.value is not null
        and compared.compared_value is not null
        and not compared.is_other_raw_value

),

-- `happened` says what is wrong with the unit, `besides` what is wrong with the whole node
checked as (

    {%- for rule, broken in composite_index.drift_rules().items() %}
    select
        '{{ rule }}' as rule,
        {{ keys | join(', ') }},
        unit_id,
        {{ broken.place or 'unit_id' }} as place,
        {{ composite_index.round_to(broken.moved, 6) if broken.moved else not_moved }} as moved,
        {{ broken.happened }} as happened,
        {{ broken.besides or composite_index.no_text() }} as besides
    from {{ broken.of }}
    where {{ broken.where }}
    union all
    {%- endfor %}
    select
        rule,
        {{ keys | join(', ') }},
        unit_id,
        unit_id as place,
        {{ composite_index.round_to('moved', 6) }} as moved,
        happened,
        besides
    from findings
    union all
    select
        case when comparison = 'last_run' then 'changed_parameters' else 'period_parameters' end as rule,
        {{ keys | join(', ') }},
        {{ composite_index.no_text() }} as unit_id,
        parameter as place,
        {{ not_moved }} as moved,
        concat(cohort_id, ', ', {{ composite_index.shown_change() }}) as happened,
        {{ composite_index.no_text() }} as besides
    from changed_parameters

),

violations as (

    {{ composite_index.first_violations('checked', 'moved desc, place', keys) }}

),

final as (

    select
        violations.rule,
        {{ composite_index.qualified('violations', keys + ['violation', 'violations']) }},
        concat(
            violations.index_id, ' ', violations.period, ', ',
            coalesce('unit ' || violations.unit_id, ''),
            coalesce(' ' || coalesce(units.label_zh, units.label_en), ''),
            violations.happened,
            -- said once, because it is true of all rows
            case when violations.violation = 1 then coalesce(violations.besides, '') else '' end
        ) as detail
    from violations
    left join units
        on
            violations.index_id = units.index_id
            and violations.unit_id = units.unit_id

)

select * from final
