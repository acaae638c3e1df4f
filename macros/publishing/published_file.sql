{#
    On DuckDB the published version is a file of its own, which nothing writes to. Readers open it, and a build reads it
    as the source `index_published`.
#}

{#
    The file that readers open: the variable published_path, or published/NAME beside the database. None without a file. A
    target with a schema of its own gets a folder of that name, because several may share a database.
#}
{% macro published_path() %}
    {% set named = composite_index.variable('published_path') %}
    {% set database = target.path | string %}
    {% if named or database == ':memory:' or database.startswith('md:') or '://' in database %}
        {{ return(named) }}
    {% endif %}
    {% set parts = database.replace('\\', '/').rsplit('/', 1) %}
    {% set own = '' if target.schema in ['main', 'public', 'default'] else target.schema ~ '/' %}
    {{ return((parts[0] ~ '/' if parts | length > 1 else '') ~ 'published/' ~ own ~ parts[-1]) }}
{% endmacro %}

{# The name under which a build attaches the published file. #}
{% macro published_database() %}
    {{ return('index_published') }}
{% endmacro %}

{# Attaches the published version to read from it, if there is one. For on-run-start. #}
{% macro attach_published() %}
    {{ return(adapter.dispatch('attach_published', 'composite_index')()) }}
{% endmacro %}

{% macro default__attach_published() %}{% endmacro %}

{% macro duckdb__attach_published() %}
    {% set path = composite_index.published_path() %}
    {% set name = composite_index.published_database() %}
    {% do run_query('detach database if exists ' ~ name) %}
    {% if path and run_query('select count(*) from glob(' ~ composite_index.text_literal(path) ~ ')').rows[0][0] %}
        {% do run_query('attach ' ~ composite_index.text_literal(path) ~ ' as ' ~ name ~ ' (read_only)') %}
    {% endif %}
{% endmacro %}

{#
    The relation of a published table in the version that is out; none before the first one. While nothing runs, the
    model's own relation. On DuckDB a database of an earlier package version has no published file: the tables in the
    database itself are that version then.
#}
{% macro out_relation(name) %}
    {{ return(adapter.dispatch('out_relation', 'composite_index')(name)) }}
{% endmacro %}

{% macro default__out_relation(name) %}
    {% set node = composite_index.mart_node(name) %}
    {{ return(load_relation(api.Relation.create(
        database=node.database, schema=composite_index.published_schema(), identifier=node.alias))) }}
{% endmacro %}

{% macro duckdb__out_relation(name) %}
    {% set node = composite_index.mart_node(name) %}
    {% set database = composite_index.published_database() %}
    {% if composite_index.rows_once("select count(*) from duckdb_databases() where database_name = '" ~ database ~ "'")[0][0] %}
        {% set found = run_query("select count(*) from (select schema_name, table_name from duckdb_tables() where database_name = '"
            ~ database ~ "' union all select schema_name, view_name from duckdb_views() where database_name = '" ~ database
            ~ "') as found where schema_name = '" ~ node.schema ~ "' and table_name = '" ~ node.alias ~ "'").rows[0][0] %}
        {{ return(api.Relation.create(database=database, schema=node.schema, identifier=node.alias) if found else none) }}
    {% endif %}
    {{ return(composite_index.mart_relation(name)) }}
{% endmacro %}

{# The schema that readers read: that of the logs. On PostgreSQL a build makes its tables in another one. #}
{% macro published_schema() %}
    {{ return(composite_index.mart_node('index_gates').schema) }}
{% endmacro %}

{#
    For the pre-hook of publish_index on DuckDB: the table publication_plan with one row and one column, a JSON text that
    says what `composite_index.publishing.publish` needs to know about this run.
#}
{% macro plan_publication() %}
    {% if not execute or flags.WHICH not in ['build', 'run', 'retry'] %}
        {{ return('') }}
    {% endif %}
    {% set nodes = {} %}
    {% for name in composite_index.tables_of_this_run() + composite_index.logs() if composite_index.mart_relation(name) %}
        {% set node = composite_index.mart_node(name) %}
        {% do nodes.update({name: {'schema': node.schema, 'name': node.alias}}) %}
    {% endfor %}
    {% set digests = [] %}
    {% for name in composite_index.published_tables() if name in nodes %}
        {% set table = composite_index.relation_of(composite_index.mart_node(name)).include(database=false) %}
        {% do digests.append("select '" ~ name ~ "' as table_name, "
            ~ composite_index.digest(table, composite_index.columns_of_published(name)) ~ ' as digest') %}
    {% endfor %}
    {% set beneath = [] %}
    {% for name in composite_index.promoted_models() %}
        {% do beneath.append({
            'schema': composite_index.mart_node(name).schema, 'name': name.replace('int_index__', 'published__')}) %}
    {% endfor %}
    {% set gates = [] %}
    {% for name in ['gate_index__observations', 'gate_index__scores'] %}
        {% do gates.append(composite_index.relation_of(composite_index.mart_node(name)) | string) %}
    {% endfor %}
    {% set plan = {
        'path': none if composite_index.builds_a_part() else composite_index.published_path(),
        'formats': composite_index.variable('published_formats') | list,
        'parquet_max_rows': composite_index.variable('parquet_max_rows') | int,
        'kept_versions': composite_index.variable('kept_versions') | int,
        'tables': nodes,
        'beneath': beneath,
        'digests': {'schema': model.schema, 'name': 'published_digests', 'query': digests | join(' union all ')},
        'database': target.database,
        'gates': gates,
        'run': composite_index.about_run(),
    } %}
    {{ return('create or replace table ' ~ model.schema ~ '.publication_plan as select '
        ~ composite_index.text_literal(tojson(plan)) ~ ' as plan') }}
{% endmacro %}

{# For the post-hook of publish_index: an error of one line if nothing was published. #}
{% macro close_publication() %}
    {% if execute and flags.WHICH in ['build', 'run', 'retry'] %}
        {% set problem = run_query('select problem from ' ~ this).rows[0][0] %}
        {% do composite_index.keep_effects() %}
        {% if problem %}
            {% do exceptions.raise_compiler_error('Not published: ' ~ problem) %}
        {% endif %}
    {% endif %}
{% endmacro %}
