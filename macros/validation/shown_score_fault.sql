{# What is wrong with a unit's score, in words. Reads `violations` and `nodes` of int_index__score_violations. #}
{% macro shown_score_fault() -%}
    case violations.rule
        when 'unscored'
            then
                'no score' || case
                    when violations.reason is not null then ', left out: ' || violations.reason
                    when not nodes.is_indicator
                        then ', coverage ' || {{ composite_index.shown_jump('violations.coverage') }}
                    when violations.value is null then ', no value'
                    else ' of the value ' || {{ composite_index.shown_double('violations.value') }}
                end
        when 'unnormalised'
            then
                'no ' || nodes.normalisation || ' of the aggregated score '
                || {{ composite_index.shown_jump('violations.score') }}
        when 'undefined'
            then
                'no ' || nodes.aggregation || coalesce(
                    ' mean with the score ' || {{ composite_index.shown_jump('violations.score') }}
                    || ' of ' || violations.child_id || coalesce(
                        ', whose value is ' || {{ composite_index.shown_double('violations.value') }}, ''
                    ),
                    ': all units of the cohort have equal scores'
                )
        when 'equal' then 'score ' || {{ composite_index.shown_jump('violations.score') }} || ' as all others'
        else
            'score ' || {{ composite_index.shown_jump('violations.score') }} || ' on a scale of '
            || {{ composite_index.shown_double('nodes.scale_lower') }} || ' to '
            || {{ composite_index.shown_double('nodes.scale_upper') }}
    end
{%- endmacro %}
