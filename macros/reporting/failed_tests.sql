{#
    The data tests that failed or warned in this run, in the shape of `run_gates`.
#}
{% macro failed_tests(results) %}
    {% set failures = [] %}
    {% for result in results if result.node.resource_type == 'test' and result.status in ['fail', 'warn'] %}
        {% do failures.append(composite_index.failed_test(
            result.node, result.node.compiled_code, result.failures,
            'critical' if result.status == 'fail' else 'warning')) %}
    {% endfor %}
    {{ return(failures) }}
{% endmacro %}

{#
    A failed test in the shape of `run_gates`: the suite is `structure`, the expectation is the test's name, the sample its
    first rows. `query`: gives the rows that fail. `count`: how many they are.
#}
{% macro failed_test(test, query, count, severity) %}
    {% set sample_rows = 3 %}
    {% set rows = run_query('select * from (' ~ query ~ ') as failed limit ' ~ sample_rows) %}
    {% set lines = [] %}
    {% for row in rows %}
        {% set cells = [] %}
        {% for column in rows.column_names
            if row[column] is not none and column not in ['input_file', 'input_row', 'did_you_mean'] %}
            {% do cells.append(column ~ ' = ' ~ row[column]) %}
        {% endfor %}
        {% set place = row['input_file'] ~ (' line ' ~ row['input_row'] if row['input_row'] is not none else '')
            if 'input_file' in rows.column_names and row['input_file'] is not none else '' %}
        {% set meant = ', did you mean ' ~ row['did_you_mean'] ~ '?'
            if 'did_you_mean' in rows.column_names and row['did_you_mean'] is not none else '' %}
        {% do lines.append(cells | join(', ') ~ (' (' ~ place ~ ')' if place else '') ~ meant) %}
    {% endfor %}
    {% set more = count - lines | length %}
    {{ return({
        'suite': 'structure',
        'expectation': test.name,
        'column_name': test.column_name or '',
        'severity': severity,
        'success': false,
        'unexpected_count': count,
        'sample': lines | join('; ') ~ ('; and ' ~ more ~ ' more' if more > 0 else ''),
        'advice': composite_index.told(test.description | trim),
    }) }}
{% endmacro %}
