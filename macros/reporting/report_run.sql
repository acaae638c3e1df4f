{#
    The messages at the end of a run, and the statement that adds the run to `index_gates`.

    dbt skips all that follows a failed test and prints only how many rows failed. Here a person learns which rows: one
    line per failed expectation and per failed test, with the first rows that fail. After a good build: units, nodes,
    scores, the leaders of each ranking, the gates, and where the tables are.

    In a host it reports only the package's own models and tests, and prints nothing if none of them ran.

    `results`: dbt's results of the run. Returns the statement that adds the run to `index_gates`, or nothing.
#}
{% macro report_run(results) %}
    {% set results = results | selectattr('node.package_name', 'equalto', 'composite_index') | list %}
    {% if not execute or flags.WHICH not in ['build', 'run', 'test', 'retry'] or not results %}
        {{ return('') }}
    {% endif %}

    {% set gates = composite_index.run_gates(results) %}
    {% set failures = composite_index.failed_inputs(results) + composite_index.failed_tests(results) %}

    {% for gate in gates if not gate.success %}
        {% do print(composite_index.gate_line(gate)) %}
    {% endfor %}
    {% for failure in failures %}
        {% do print(composite_index.gate_line(failure)) %}
    {% endfor %}

    {#- exposures are results too, with a status of their own -#}
    {% set unfinished = results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'partial success']) | list %}

    {#- the first of the two runs of `composite-index run`, which publishes nothing -#}
    {% set is_judged_later = env_var('COMPOSITE_INDEX_STEP', '') == 'judge' %}

    {% if flags.WHICH in ['build', 'run', 'retry'] %}
        {% set marts = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
            | selectattr('package_name', 'equalto', 'composite_index')
            | selectattr('access', 'equalto', 'public') | map(attribute='unique_id') | list %}
        {% set published = results | map(attribute='node.unique_id') | select('in', marts) | list %}
        {% set kept = [] %}
        {% for result in unfinished if result.node.unique_id in marts %}
            {% do kept.append(result.node.name) %}
        {% endfor %}
        {% if kept %}
            {% do print('Not published: ' ~ kept | sort | join(', ') ~ '. Schema '
                ~ composite_index.mart_schema() ~ ' still holds the last good build.') %}
        {% elif is_judged_later and unfinished %}
            {% do print('Not published: a check failed, see above. Schema '
                ~ composite_index.mart_schema() ~ ' still holds the last good build.') %}
        {% elif is_judged_later %}
        {% elif unfinished and not published %}
            {% do print('A check failed: see above. This selection publishes nothing.') %}
        {% elif unfinished and not composite_index.publication_of(results) %}
            {% do print('Not published: a check failed, see above. Readers still get the version before.') %}
        {% elif unfinished %}
            {% do print('Published, but a check failed: see above.') %}
        {% elif composite_index.builds_a_part() %}
            {% do print('Built with ' ~ ('--empty' if flags.EMPTY else '--sample') ~ ': tables of schema '
                ~ composite_index.mart_schema() ~ ' that have rows are left as they are.') %}
        {% else %}
            {% do composite_index.print_summary(gates, composite_index.publication_of(results)) %}
            {% if published and not composite_index.publication_of(results) %}
                {% do print('Not published: the selection leaves out the last model, '
                    ~ composite_index.publishing_model() ~ '. Readers still get the version before.') %}
            {% endif %}
        {% endif %}
    {% endif %}

    {{ return(composite_index.insert_gates(gates + failures)) }}
{% endmacro %}

{# One line about one failed expectation or test. #}
{% macro gate_line(gate) %}
    {% set what = 'WARNING' if gate.severity != 'critical' else 'FAILED' %}
    {% set column = ' (' ~ gate.column_name ~ ')' if gate.column_name else '' %}
    {% set count = gate.unexpected_count ~ (' row: ' if gate.unexpected_count == 1 else ' rows: ')
        if gate.unexpected_count else '' %}
    {% set stop = ' ' if (gate.sample | string).endswith('?') or (gate.sample | string).endswith('.') else '. ' %}
    {{ return(composite_index.printable(
        what ~ ' ' ~ gate.suite ~ ' · ' ~ gate.expectation ~ column ~ ' · ' ~ count ~ gate.sample
        ~ (stop ~ gate.advice if gate.advice else ''))) }}
{% endmacro %}

{# The schema of the published tables. #}
{% macro mart_schema() %}
    {{ return(composite_index.mart_node('index_scores').schema) }}
{% endmacro %}
