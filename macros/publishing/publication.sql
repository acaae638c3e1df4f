{#
    What a build publishes, and under which name.

    A version is all published tables of one build. `publish_index` makes it as the last step of a build: all its tables
    go live together, or none (docs/decisions/0033).
#}

{# The published tables: all public models but the logs, which every run writes. A test compares the list with the models. #}
{% macro published_tables() %}
    {% set names = [
        'index_scores', 'index_rankings', 'index_changes', 'index_group_summary', 'index_group_tiers', 'index_screening',
        'index_weights', 'index_quarantine', 'index_vintages', 'index_units', 'index_nodes', 'index_groups', 'index_tiers',
    ] %}
    {{ return(names + composite_index.bundled_tables()) }}
{% endmacro %}

{# The published tables that only the bundled index has. #}
{% macro bundled_tables() %}
    {{ return(['dgi_2020_scoreboard', 'index_reconciliation'] if project_name == 'composite_index' else []) }}
{% endmacro %}

{# The tables that this run publishes: those that exist, and of the bundled index those that it builds. #}
{% macro tables_of_this_run() %}
    {% set found = [] %}
    {% for name in composite_index.published_tables() if composite_index.mart_relation(name) %}
        {% if name not in composite_index.bundled_tables() or 'model.composite_index.' ~ name in selected_resources %}
            {% do found.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The tables that every run writes, published or not. #}
{% macro logs() %}
    {{ return(['index_gates', 'index_runs']) }}
{% endmacro %}

{# The id of the version that this run publishes: when the run started, and the first letters of its id. #}
{% macro version_id() %}
    {{ return(run_started_at.strftime('%Y%m%dT%H%M%SZ') ~ '-' ~ invocation_id[:8]) }}
{% endmacro %}

{#
    The relations that int_index__digests digests, by name: `kind`, `relation`, `columns`. While the project is parsed,
    all of them, without columns. A published table that does not exist, because the selection leaves it out, is left out.
#}
{% macro digested_relations() %}
    {% set inputs = {} %}
    {% for name in [
        'observations', 'framework', 'units', 'groups', 'tiers', 'lookups', 'overrides', 'weights', 'comparisons', 'bounds',
    ] %}
        {% do inputs.update({name: ref('composite_index', 'stg_index__' ~ name)}) %}
    {% endfor %}
    {% set tables = {} %}
    {% for name in composite_index.published_tables() %}
        {% do tables.update({name: ref('composite_index', name)}) %}
    {% endfor %}
    {% set found = {} %}
    {% for name, relation in inputs.items() %}
        {% set columns = composite_index.columns_of_input(relation) %}
        {% do found.update({name: {'kind': 'input', 'relation': relation, 'columns': columns}}) %}
    {% endfor %}
    {#- the text of a number says no more than the number, and takes ten times as long -#}
    {% do found.update({'texts': {
        'kind': 'input',
        'relation': '(select * from ' ~ inputs.observations ~ ' where value is null) as texts',
        'columns': ['index_id', 'period', 'unit_id', 'node_id', 'value_text'],
    }}) %}
    {% set of_this_run = composite_index.tables_of_this_run() if composite_index.is_running() else tables | list %}
    {% for name, relation in tables.items() if name in of_this_run %}
        {% set columns = composite_index.columns_of_published(name) if execute else [] %}
        {% do found.update({name: {'kind': 'published', 'relation': relation, 'columns': columns}}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The columns of a staged input as a digest takes them: all but the places in files, and what follows from a value. #}
{% macro columns_of_input(relation) %}
    {% set columns = [] %}
    {% for column in adapter.get_columns_in_relation(relation) if composite_index.is_running()
        and column.name not in ['input_file', 'input_row', 'value_text', 'is_blank'] %}
        {% do columns.append(adapter.quote(column.name)) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}

{# The columns of a published table as a digest takes them: all but places, and what differs from run to run. #}
{% macro columns_of_published(name) %}
    {% set columns = [] %}
    {% for column in composite_index.mart_node(name).columns.values()
        if column.name not in ['version_id', 'published_at', 'input_file', 'input_row'] %}
        {% do columns.append(
            composite_index.digested_double(column.name) if 'double' in column.data_type else column.name) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}

{# Everything about this run that index_runs keeps, but its end and its outcome. Values are texts or none. #}
{% macro about_run() %}
    {{ return({
        'run_id': invocation_id,
        'started_at': run_started_at.strftime('%Y-%m-%d %H:%M:%S'),
        'version_id': composite_index.version_id(),
        'package_version': composite_index.package_version(),
        'dbt_version': dbt_version,
        'engine': target.type,
        'engine_version': run_query('select version()').rows[0][0],
        'source_commit': env_var('COMPOSITE_INDEX_COMMIT', '') or none,
    }) }}
{% endmacro %}

{# The version of this package, as dbt_project.yml gives it. #}
{% macro package_version() %}
    {{ return(adapter.config.load_dependencies()['composite_index'].version if project_name != 'composite_index'
        else adapter.config.version) }}
{% endmacro %}

{# The model that publishes on this engine. #}
{% macro publishing_model() %}
    {{ return('publish_index' if 'model.composite_index.publish_index' in graph.nodes else 'publish_index__in_database') }}
{% endmacro %}
