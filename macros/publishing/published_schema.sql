{#
    On PostgreSQL a version is rows in tables of the database. The published tables keep their names, columns and indexes in
    the schema that readers read. One transaction replaces all their rows, so that a reader sees the old version or the new
    one, and waits for neither. The schema of versions has the rows of every kept version.
#}
{% materialization publication, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set tables = composite_index.tables_to_publish() -%}
    {%- do composite_index.stop_beside_another_build() -%}
    {% call statement('main') -%}
        -- a second publication waits here
        select pg_advisory_xact_lock(hashtext('{{ composite_index.published_schema() }}'));
        {{ 'drop table if exists ' ~ existing_relation ~ ' cascade;' if existing_relation }}
        create table {{ target_relation }} as {{ sql }};
        {%- if not composite_index.builds_a_part() %}
        {{ composite_index.publish_rows(tables, target_relation) }}
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
    An error if `composite-index run` builds at this moment, unless this run is part of it: this one's tables would be a
    mixture. The lock is that of `composite_index.publishing.one_build`, held here until the rows are published.
#}
{% macro stop_beside_another_build() %}
    {% if env_var('COMPOSITE_INDEX_STEP', '') != 'publish' %}
        {% call statement('one_build', fetch_result=true) -%}
            select pg_try_advisory_xact_lock(hashtext('build'), hashtext('{{ composite_index.published_schema() }}'))
        {%- endcall %}
        {% if not load_result('one_build').table.rows[0][0] %}
            {% do exceptions.raise_compiler_error('Not published: schema ' ~ composite_index.published_schema()
                ~ ': another build is running here. Build again when it ends') %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# On Spark the published tables are what dbt has just made; this is a row about the run. #}
{% materialization publication, default %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{#
    The tables that this build has made, as dictionaries: where each is `made`, where it is `out` for readers, where it is
    `kept` with the other versions, and its `columns`, quoted.
#}
{% macro tables_to_publish() %}
    {% set schema = composite_index.published_schema() %}
    {% set found = [] %}
    {% for name in composite_index.tables_of_this_run() %}
        {% set made = composite_index.mart_relation(name) %}
        {% do found.append({
            'made': made,
            'out': made.incorporate(path={'schema': schema}),
            'kept': made.incorporate(path={'schema': schema ~ '_versions'}),
            'columns': adapter.get_columns_in_relation(made) | map(attribute='quoted') | join(', '),
        }) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#
    The statements that put the tables of this build out as a new version, log the run that did it, and remove the oldest
    version. `run`: the table with the row about this run.
#}
{% macro publish_rows(tables, run) %}
    {%- set version = composite_index.text_literal(composite_index.version_id()) -%}
    {%- set versions = composite_index.versions_table() -%}
    create schema if not exists {{ versions.schema }};
    create table if not exists {{ versions }} (version_id text primary key, published_at timestamp, run_id text, is_out boolean);
    update {{ versions }} set is_out = false;
    insert into {{ versions }} values ({{ version }}, now() at time zone 'utc', '{{ invocation_id }}', true);
    {% for table in tables %}
    {{ composite_index.shaped_like(table.out, table.made, 'including all') }}
    {{ composite_index.shaped_like(table.kept, table.made, '') }}
    alter table {{ table.kept }} add column if not exists published_version text;
    insert into {{ table.kept }} ({{ table.columns }}, published_version)
    select {{ table.columns }}, {{ version }} from {{ table.made }};
    {{ composite_index.put_out(table, version) }}
    {% endfor %}
    {{ composite_index.insert_run(composite_index.mart_relation('index_runs'), run) }};
    {{ composite_index.forget_versions(tables) }}
    {{ composite_index.grant_readers() }}
{% endmacro %}

{# The table of the kept versions: when each was published, by which run, and whether readers get it. #}
{% macro versions_table() %}
    {{ return(composite_index.relation_of(composite_index.mart_node('index_gates')).incorporate(path={
        'schema': composite_index.published_schema() ~ '_versions', 'identifier': 'published_versions'})) }}
{% endmacro %}

{# The statements that give readers the rows of a kept version. `version`: a literal. #}
{% macro put_out(table, version) %}
    delete from {{ table.out }};
    insert into {{ table.out }} ({{ table.columns }})
    select {{ table.columns }} from {{ table.kept }} where published_version = {{ version }};
{% endmacro %}

{#
    The statements that make a table with the columns of another, or give an older table the columns that it lacks. Columns
    that are gone stay, and are null. `made`: the table to be like. `more`: what to copy besides the columns.
#}
{% macro shaped_like(table, made, more) %}
    {%- set existing = load_relation(table) -%}
    {%- if not existing %}
    create table {{ table }} (like {{ made }} {{ more }});
    {%- else -%}
    {%- set known = {} -%}
    {%- for column in adapter.get_columns_in_relation(existing) -%}
        {%- do known.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(made) %}
    {%- if column.name not in known %}
    alter table {{ table }} add column {{ column.quoted }} {{ column.data_type }};
    {%- elif known[column.name] != column.data_type %}
    alter table {{ table }} alter column {{ column.quoted }} type {{ column.data_type }}
    using cast({{ column.quoted }} as {{ column.data_type }});
    {%- endif %}
    {%- endfor %}
    {%- endif %}
{% endmacro %}

{# The statements that remove the oldest versions, but not those that index_vintages names. #}
{% macro forget_versions(tables) %}
    {%- set versions = composite_index.versions_table() -%}
    {%- set vintages = composite_index.mart_relation('index_vintages') -%}
    delete from {{ versions }} where version_id not in (
        select version_id from {{ versions }} order by published_at desc, version_id desc
        limit {{ composite_index.variable('kept_versions') }}
    )
    {%- if vintages %}
    and version_id not in (select version_id from {{ vintages }})
    {%- endif %};
    {%- for table in tables %}
    delete from {{ table.kept }} where published_version not in (select version_id from {{ versions }});
    {%- endfor %}
{% endmacro %}

{# The statements that let the variable reader_roles read the published schema, and nothing else. #}
{% macro grant_readers() %}
    {%- set schema = composite_index.published_schema() -%}
    {%- for role in composite_index.list_of_names('reader_roles') %}
    grant usage on schema {{ schema }} to {{ adapter.quote(role) }};
    grant select on all tables in schema {{ schema }} to {{ adapter.quote(role) }};
    {%- endfor %}
{% endmacro %}

{#
    Gives readers a kept version again. `composite-index rollback` runs it. `version`: its id. Nothing changes if there is no
    such version.
#}
{% macro roll_back(version) %}
    {% set found = run_query('select version_id from ' ~ composite_index.versions_table() ~ ' where version_id = '
        ~ composite_index.text_literal(version)).rows %}
    {% if not found %}
        {% do exceptions.raise_compiler_error('There is no version ' ~ version) %}
    {% endif %}
    {% set statements %}
        select pg_advisory_xact_lock(hashtext('{{ composite_index.published_schema() }}'));
        update {{ composite_index.versions_table() }} set is_out = (version_id = {{ composite_index.text_literal(version) }});
        {% for table in composite_index.tables_to_publish() if load_relation(table.kept) %}
        {{ composite_index.put_out(table, composite_index.text_literal(version)) }}
        {% endfor %}
        commit;
    {% endset %}
    {% do run_query(statements) %}
{% endmacro %}

{#
    Checks that a kept version, and what readers get if it is out, has the rows that index_runs says. `composite-index verify`
    runs it. `version`: its id. Raises an error that names the tables that differ.
#}
{% macro verify_version(version) %}
    {% set said = run_query('select tables from ' ~ composite_index.mart_relation('index_runs') ~ ' where version_id = '
        ~ composite_index.text_literal(version)).rows %}
    {% set is_out = run_query('select version_id from ' ~ composite_index.versions_table()
        ~ ' where is_out and version_id = ' ~ composite_index.text_literal(version)).rows | length > 0 %}
    {% if not said %}
        {% do exceptions.raise_compiler_error('index_runs has no version ' ~ version) %}
    {% endif %}
    {% set digests = fromjson(said[0][0]) %}
    {% set changed = [] %}
    {% for name, digest in digests.items() if composite_index.mart_relation(name) %}
        {% set table = composite_index.relation_of(composite_index.mart_node(name)) %}
        {% set kept = '(select * from ' ~ table.incorporate(path={'schema': composite_index.published_schema() ~ '_versions'})
            ~ ' where published_version = ' ~ composite_index.text_literal(version) ~ ') as kept' %}
        {% set out = table.incorporate(path={'schema': composite_index.published_schema()}) %}
        {% for relation in [kept, out] if relation is string or is_out %}
            {% set found = run_query('select ' ~ composite_index.digest(relation, composite_index.columns_of_published(name))) %}
            {% if found.rows[0][0] != digest %}
                {% do changed.append(name ~ (' (what readers get)' if relation is not string else '')) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% if changed %}
        {% do exceptions.raise_compiler_error('table ' ~ changed | join(', ') ~ ' is not as it was published in version '
            ~ version ~ '. Publish again, or roll back to another version') %}
    {% endif %}
    {% do print('Version ' ~ version ~ ' is as it was published: ' ~ digests | length ~ ' tables') %}
{% endmacro %}
