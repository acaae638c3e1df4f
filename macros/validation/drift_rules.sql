{#
    The rules of the suite `drift` on what is compared with the last run or the period before. Of each: `of`, the relation of
    `int_index__drift_violations`; `where`, the rows that break it; `happened`, what a message says of a row, and `besides`
    of the whole node; `moved`, by which the rows are sorted; `place`, what tells them apart.
#}
{% macro drift_rules() %}
    {% set is_last_run = "comparison = 'last_run'" %}
    {% set was = "case when comparison = 'previous_period' then ' in ' || compared_period else '' end" %}
    {% set rules = {
        'appeared': {
            'of': 'compared', 'where': is_last_run ~ ' and level = 0 and not was_present',
            'happened': "' is not in what is published'",
        },
        'vanished': {
            'of': 'compared', 'where': is_last_run ~ ' and level = 0 and not is_present',
            'happened': "' is published and has gone'",
        },
        'revised': {
            'of': 'compared', 'where': is_last_run ~ ' and is_other_value',
            'happened': composite_index.shown_revision(),
        },
        'unchanged_share': {
            'of': 'repeated', 'where': 'true', 'place': "concat(repeated_node, ' ', unit_id)",
            'happened': "concat(', ', repeated_node, ': ', " ~ composite_index.shown_double('value')
                ~ ", ' as in ', compared_period)",
        },
    } %}
    {% set jumps = {
        'score_revision': 'score', 'rank_revision': 'rank', 'score_change': 'score', 'rank_change': 'rank',
    } %}
    {% for rule, column in jumps.items() %}
        {% do rules.update({rule: {
            'of': 'limited',
            'where': "comparison = '" ~ ('last_run' if rule.endswith('revision') else 'previous_period')
                ~ "' and abs(" ~ column ~ ' - compared_' ~ column ~ ') > max_' ~ rule,
            'happened': "concat(', ', node_id, ': " ~ column ~ " ', " ~ composite_index.shown_jump(column) ~ ", ' was ', "
                ~ composite_index.shown_jump('compared_' ~ column) ~ ', ' ~ was ~ ')',
        }}) %}
    {% endfor %}
    {% set shifts = {'mean_shift': ['mean', 'mean'], 'spread_shift': ['sd', 'standard deviation']} %}
    {% for rule, (column, word) in shifts.items() %}
        {% do rules.update({rule: {
            'of': 'limited',
            'where': 'has_' ~ rule ~ ' and value is not null and compared_value is not null and is_other_raw_value',
            'moved': 'abs(value - compared_value)' if column == 'mean'
                else 'greatest(abs(value - mean), abs(compared_value - compared_mean))',
            'happened': "concat(', ', node_id, ': ', " ~ composite_index.shown_double('value') ~ ", ' was ', "
                ~ composite_index.shown_double('compared_value') ~ ', ' ~ was ~ ')',
            'besides': "concat(' (the " ~ word ~ " is ', " ~ composite_index.shown_jump(column) ~ ", ' and was ', "
                ~ composite_index.shown_jump('compared_' ~ column) ~ ", ')')",
        }}) %}
    {% endfor %}
    {{ return(rules) }}
{% endmacro %}
