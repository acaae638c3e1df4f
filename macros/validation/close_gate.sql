{#
    Runs after a gate's rows are in its table. It stops the gate's model if a critical row failed, so that no command
    publishes what follows; `dbt run` runs no tests. The rows stay for the report at the end of the run.

    It also judges the tests of structure that this run leaves out, as `dbt run` does. Those that fail become rows of
    the suite `structure`. A run that builds tables without rows judges nothing.
#}
{% macro close_gate() %}
    {% if not execute or flags.EMPTY %}
        {{ return('') }}
    {% endif %}
    {% for failure in composite_index.failed_structure(composite_index.tests_left_out()) %}
        {% do run_query(composite_index.insert_failure(failure)) %}
    {% endfor %}
    {% do composite_index.keep_effects() %}
    {% set failed = run_query(
        "select count(*) as failed from " ~ this ~ " where severity = 'critical' and not success").rows[0][0] %}
    {% if failed %}
        {% do exceptions.raise_compiler_error(composite_index.gate_stopped(model.name) ~ failed
            ~ (' line' if failed == 1 else ' lines') ~ ' above that '
            ~ ('starts' if failed == 1 else 'start') ~ ' with FAILED ' ~ ('says' if failed == 1 else 'say') ~ ' why.') %}
    {% endif %}
{% endmacro %}

{# How the error of a gate begins if it judged and failed. The report then knows that the rows belong to this run. #}
{% macro gate_stopped(name) %}
    {{ return(name ~ ' did not pass: ') }}
{% endmacro %}

{#
    The tests of structure that this run leaves out and that this gate answers for: all that they read is built before
    the gate. A later gate leaves to an earlier one the tests that the earlier one answers for.
#}
{% macro tests_left_out() %}
    {% set reads = composite_index.what_models_read() %}
    {% set before = composite_index.nodes_before(model.unique_id, reads) %}
    {% set judged_before = [] %}
    {% for name in before if name in reads and name != model.unique_id and 'gate' in graph.nodes[name].tags %}
        {% do judged_before.extend(composite_index.nodes_before(name, reads)) %}
    {% endfor %}
    {% set builds = composite_index.last_builds() %}
    {% set tests = [] %}
    {% for test in graph.nodes.values() | sort(attribute='name')
        if test.resource_type == 'test' and test.package_name == 'composite_index' and test.test_metadata
        and test.unique_id not in selected_resources %}
        {% set looked_at = test.depends_on.nodes %}
        {#-
            except those that passed in an earlier run, such as the first of `composite-index run`, on the current
            tables
        -#}
        {% set passed_at = builds.built.get(test.unique_id, {}).get('run_at', '') %}
        {% set changed = [] %}
        {% for name in looked_at if builds.started.get(name, '9') > passed_at %}
            {% do changed.append(name) %}
        {% endfor %}
        {% if changed and not looked_at | reject('in', before) | list and looked_at | reject('in', judged_before) | list %}
            {% do tests.append(test) %}
        {% endif %}
    {% endfor %}
    {{ return(tests) }}
{% endmacro %}

{# All nodes that a model depends on, with the model and inputs. `reads`: see what_models_read. #}
{% macro nodes_before(name, reads) %}
    {% set found = [] %}
    {% for model_name in composite_index.made_of([name], reads) %}
        {% do found.append(model_name) %}
        {% do found.extend(reads[model_name].parents) %}
    {% endfor %}
    {{ return(found | unique | list) }}
{% endmacro %}

{# The failures of tests that dbt does not run, as rows of `run_gates`. `tests`: nodes of the graph. #}
{% macro failed_structure(tests) %}
    {% set failures = [] %}
    {% for test in tests %}
        {% set query = composite_index.query_of_test(test) %}
        {% set found = run_query('select count(*) as failures from (' ~ query ~ ') as failed').rows[0][0] %}
        {#- if the condition compares no numbers, each failed row has its severity -#}
        {% set error_if, warn_if = test.config.error_if, test.config.warn_if %}
        {% set fails = composite_index.is_met(found, error_if) and test.config.severity | lower == 'error' %}
        {% if fails or composite_index.is_met(found, warn_if) %}
            {% do failures.extend(
                composite_index.failures_of_test(test, query, found, 'critical' if fails else 'warning')) %}
        {% endif %}
    {% endfor %}
    {{ return(failures) }}
{% endmacro %}

{# Whether a number of failed rows meets a condition of dbt's, such as `!= 0`, `<> 2` or `> 10`. #}
{% macro is_met(number, condition) %}
    {% set parts = modules.re.match('\\s*(!=|<>|>=|<=|>|<|=+)\\s*([0-9]+)\\s*$', condition) %}
    {% if not parts %}
        {{ return(number > 0) }}
    {% endif %}
    {% set bound = parts.group(2) | int %}
    {{ return({
        '!=': number != bound, '<>': number != bound, '>=': number >= bound, '<=': number <= bound,
        '>': number > bound, '<': number < bound,
    }.get(parts.group(1), number == bound)) }}
{% endmacro %}

{# The query of a generic test of the package, compiled as dbt would. `test`: a node of the graph. #}
{% macro query_of_test(test) %}
    {% set arguments = {} %}
    {% for name, value in test.test_metadata.kwargs.items() if name != 'model' %}
        {% do arguments.update({name: composite_index.rendered_argument(value)}) %}
    {% endfor %}
    {% set relation = composite_index.relation_of(graph.nodes[test.attached_node]) %}
    {% set rows = '(select * from ' ~ relation ~ ' where ' ~ test.config.where ~ ') as dbt_subquery'
        if test.config.where else relation %}
    {{ return(context['composite_index']['test_' ~ test.test_metadata.name](model=rows, **arguments)) }}
{% endmacro %}

{# An argument of a test as dbt passes it: a ref becomes the relation, Jinja is rendered, all else stays. #}
{% macro rendered_argument(value) %}
    {% if value is mapping %}
        {% set rendered = {} %}
        {% for key, each in value.items() %}
            {% do rendered.update({key: composite_index.rendered_argument(each)}) %}
        {% endfor %}
        {{ return(rendered) }}
    {% elif value is iterable and value is not string %}
        {% set rendered = [] %}
        {% for each in value %}
            {% do rendered.append(composite_index.rendered_argument(each)) %}
        {% endfor %}
        {{ return(rendered) }}
    {% elif value is not string %}
        {{ return(value) }}
    {% endif %}
    {% set name = modules.re.match("ref\\((?:'composite_index', *)?'(\\w+)'\\)$", value) %}
    {% if name %}
        {{ return(composite_index.relation_named(name.group(1))) }}
    {% endif %}
    {{ return(render(value) if '{{' in value else value) }}
{% endmacro %}

{# The relation of a model or seed of the package. #}
{% macro relation_named(name) %}
    {% for kind in ['model', 'seed'] if kind ~ '.composite_index.' ~ name in graph.nodes %}
        {{ return(composite_index.relation_of(graph.nodes[kind ~ '.composite_index.' ~ name])) }}
    {% endfor %}
{% endmacro %}

{# The relation of a node of the graph. #}
{% macro relation_of(node) %}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{% endmacro %}

{# The statement that adds a failed test to the gate's rows. #}
{% macro insert_failure(failure) %}
    {% set columns = ['suite', 'expectation', 'column_name', 'severity', 'sample', 'advice'] %}
    {% set statement %}
        insert into {{ this }} ({{ columns | join(', ') }}, success, unexpected_count)
        select
            {%- for column in columns %}
            {{ composite_index.text_literal(failure[column]) }},
            {%- endfor %}
            false,
            {{ failure.unexpected_count | int }}
        {{ composite_index.commit_statement() }}
    {% endset %}
    {{ return(statement) }}
{% endmacro %}
