{#
    The statement that adds a run to `index_runs`; nothing if the table does not exist, or if the run built no model of the
    package. `results`: dbt's results of the run.
#}
{% macro log_run(results) %}
    {% set table = composite_index.mart_relation('index_runs') if execute else none %}
    {% set results = results | selectattr('node.package_name', 'equalto', 'composite_index') | list %}
    {% set unfinished = results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'partial success']) | list %}
    {#- the first of the two runs of `composite-index run` is logged only if it is the last one -#}
    {% set goes_on = env_var('COMPOSITE_INDEX_STEP', '') == 'judge' and not unfinished %}
    {% if not table or flags.WHICH not in ['build', 'run', 'retry'] or goes_on or composite_index.builds_a_part()
        or not results | selectattr('node.resource_type', 'equalto', 'model') | list %}
        {{ return('') }}
    {% endif %}
    {% set columns = composite_index.columns_of_runs() %}
    {% set publication = composite_index.publication_of(results) %}
    {% if publication %}
        {#- on PostgreSQL the publication itself logs the run, so that both are seen at once -#}
        {{ return('' if target.type == 'postgres' and not composite_index.builds_a_part()
            else composite_index.insert_run(table, composite_index.relation_of(publication))) }}
    {% endif %}
    {% set run = composite_index.about_run() %}
    {% set checks = unfinished | selectattr('status', 'equalto', 'fail') | list
        + unfinished | selectattr('node.name', 'in', composite_index.gates()) | selectattr('status', 'equalto', 'error') | list %}
    {% do run.update({
        'version_id': none,
        'ended_at': composite_index.now(),
        'outcome': 'stopped' if checks else 'failed' if unfinished else 'built',
        'gates': tojson(composite_index.passed_by_suite(composite_index.run_gates(results))),
    }) %}
    {{ return('insert into ' ~ table ~ ' (' ~ columns | join(', ') ~ ') select ' ~ composite_index.run_as_columns(run)) }}
{% endmacro %}

{# The statement that adds a run to index_runs. `run`: a table with the row about it. #}
{% macro insert_run(table, run) %}
    {%- set columns = composite_index.columns_of_runs() | join(', ') -%}
    insert into {{ table }} ({{ columns }}) select {{ columns }} from {{ run }}
{%- endmacro %}

{# The columns of index_runs, in its order. #}
{% macro columns_of_runs() %}
    {{ return([
        'run_id', 'started_at', 'ended_at', 'outcome', 'version_id', 'package_version', 'dbt_version', 'engine',
        'engine_version', 'source_commit', 'inputs', 'tables', 'gates',
    ]) }}
{% endmacro %}

{# The time now, UTC, as text. #}
{% macro now() %}
    {{ return(modules.datetime.datetime.now(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S')) }}
{% endmacro %}

{#
    A run as the columns of a query. `run`: texts by column; a column that is not there is null. `expressions`: SQL by column,
    instead of a text.
#}
{% macro run_as_columns(run, expressions={}) %}
    {% set cells = [] %}
    {% for name in composite_index.columns_of_runs() %}
        {% set type = dbt.type_timestamp() if name in ['started_at', 'ended_at'] else dbt.type_string() %}
        {% set value = expressions[name] if name in expressions
            else composite_index.text_literal(run[name]) if run.get(name) is not none else 'null' %}
        {% do cells.append('cast(' ~ value ~ ' as ' ~ type ~ ') as ' ~ name) %}
    {% endfor %}
    {{ return(cells | join(', ')) }}
{% endmacro %}

{# The models that judge. #}
{% macro gates() %}
    {{ return(['gate_index__observations', 'gate_index__scores', 'gate_index__recorded']) }}
{% endmacro %}

{# The node that published in this run, or none. #}
{% macro publication_of(results) %}
    {% for result in results if result.node.name in ['publish_index', 'publish_index__in_database'] and result.status == 'success' %}
        {{ return(result.node) }}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}

{# For each suite how many of its expectations passed, as `33 of 33`. `gates`: the rows of `run_gates`. #}
{% macro passed_by_suite(gates) %}
    {% set found = {} %}
    {% for suite, rows in gates | groupby('suite') %}
        {% do found.update({suite: (rows | selectattr('success') | list | length) ~ ' of ' ~ rows | length}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
