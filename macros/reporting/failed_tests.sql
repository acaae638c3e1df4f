{#
    The structural rules that failed or warned in this run, as rows of `run_gates`.
#}
{% macro failed_tests(results) %}
    {% set failures = [] %}
    {% for result in results if result.node.resource_type == 'test' and result.status in ['fail', 'warn'] %}
        {% do failures.extend(composite_index.failures_of_test(
            result.node, result.node.compiled_code, result.failures,
            'critical' if result.status == 'fail' else 'warning')) %}
    {% endfor %}
    {{ return(failures) }}
{% endmacro %}

{#
    The failures of a test: one per rule for a test `structure`, one for any other test.
    `query`: gives the rows that fail. `count`: their number.
#}
{% macro failures_of_test(test, query, count, severity) %}
    {% if test.test_metadata and test.test_metadata.name == 'structure' %}
        {{ return(composite_index.failed_rules(query, severity)) }}
    {% endif %}
    {{ return([composite_index.failed_test(test, query, count, severity)]) }}
{% endmacro %}

{# How many failed rows a message shows with their cells. #}
{% macro sample_rows() %}
    {{ return(3) }}
{% endmacro %}

{#
    The rules that failed in a test `structure`. The suite is `structure`, the expectation the rule, the sample its
    first rows.
#}
{% macro failed_rules(query, severity) %}
    {% set rows = run_query('
        select place, rule, severity, advice, shown, did_you_mean, input_file, input_row, broken_rows
        from (
            select *, count(*) over (partition by place) as broken_rows,
                row_number() over (partition by place order by input_file, input_row, shown) as number_in_rule
            from (' ~ query ~ ') as failed
        ) as numbered
        where number_in_rule <= ' ~ composite_index.sample_rows() ~ '
        order by place, number_in_rule') %}
    {% set failures = {} %}
    {% for row in rows %}
        {% set failure = failures.setdefault(row['rule'], {
            'suite': 'structure',
            'expectation': row['rule'],
            'column_name': '',
            'severity': 'critical' if severity == 'critical' and row['severity'] == 'critical' else 'warning',
            'success': false,
            'unexpected_count': row['broken_rows'] | int,
            'lines': [],
            'advice': composite_index.told(row['advice']),
        }) %}
        {% do failure.lines.append(
            composite_index.shown_row(row['shown'], row['input_file'], row['input_row'], row['did_you_mean'])) %}
    {% endfor %}
    {% for failure in failures.values() %}
        {% do failure.update({'sample': composite_index.shown_rows(failure.lines, failure.unexpected_count)}) %}
    {% endfor %}
    {{ return(failures.values() | list) }}
{% endmacro %}

{# A failed test as a row of `run_gates`: the expectation is the test's name, the sample its first rows. #}
{% macro failed_test(test, query, count, severity) %}
    {% set rows = run_query('select * from (' ~ query ~ ') as failed limit ' ~ composite_index.sample_rows()) %}
    {% set lines = [] %}
    {% for row in rows %}
        {% set cells = [] %}
        {% for column in rows.column_names if row[column] is not none and column != 'did_you_mean' %}
            {% do cells.append(column ~ ' = ' ~ row[column]) %}
        {% endfor %}
        {% set meant = row['did_you_mean'] if 'did_you_mean' in rows.column_names else none %}
        {% do lines.append(composite_index.shown_row(cells | join(', '), none, none, meant)) %}
    {% endfor %}
    {{ return({
        'suite': 'structure',
        'expectation': test.name,
        'column_name': test.column_name or '',
        'severity': severity,
        'success': false,
        'unexpected_count': count,
        'sample': composite_index.shown_rows(lines, count),
        'advice': composite_index.told(test.description | trim),
    }) }}
{% endmacro %}

{# A failed row as a message shows it: its cells, its place, and the name that was probably meant. #}
{% macro shown_row(cells, input_file, input_row, did_you_mean) %}
    {% set place = input_file ~ (' line ' ~ input_row if input_row is not none else '') if input_file is not none else '' %}
    {{ return(cells ~ (' (' ~ place ~ ')' if place else '')
        ~ (', did you mean ' ~ did_you_mean ~ '?' if did_you_mean is not none else '')) }}
{% endmacro %}

{# The first failed rows, and the number of the others. #}
{% macro shown_rows(lines, count) %}
    {% set more = count - lines | length %}
    {{ return(lines | join('; ') ~ ('; and ' ~ more ~ ' more' if more > 0 else '')) }}
{% endmacro %}
