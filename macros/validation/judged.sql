{#
    The package publishes only what was judged, whatever the command and its selection (docs/decisions/0023).

    Every run of dbt that builds a model or an input of the package records what it will build, and at its end what it
    has built (the table gate_index__builds). Before a run builds anything, these macros check whether a selection that
    publishes includes all that must be judged again.
#}

{#
    For on-run-start: stops a run that would publish unjudged data. Returns the statement that records what the run will
    build, or nothing.
#}
{% macro start_run() %}
    {% if composite_index.is_running() %}
        {% do composite_index.attach_published() %}
    {% endif %}
    {% if not execute or flags.WHICH not in ['build', 'run', 'seed', 'snapshot', 'retry'] %}
        {{ return('') }}
    {% endif %}
    {% set reads = composite_index.what_models_read() %}
    {% do composite_index.stop_if_unjudged(reads) %}
    {{ return(composite_index.insert_builds(reads, selected_resources, is_end=false)) }}
{% endmacro %}

{# For on-run-end: the statement that records what the run has built. `results`: dbt's results of the run. #}
{% macro end_run(results) %}
    {#- nothing is published from empty tables, or from tables with part of the rows -#}
    {% if not execute or flags.WHICH not in ['build', 'run', 'retry'] or composite_index.builds_a_part() %}
        {{ return('') }}
    {% endif %}
    {% set built = [] %}
    {% for result in results if result.status in ['success', 'pass', 'warn'] %}
        {% do built.append(result.node.unique_id) %}
    {% endfor %}
    {{ return(composite_index.insert_builds(composite_index.what_models_read(), built, is_end=true)) }}
{% endmacro %}

{# Whether this run builds tables without rows (--empty), or with part of them (--sample). #}
{% macro builds_a_part() %}
    {{ return(true if flags.EMPTY or flags.SAMPLE else false) }}
{% endmacro %}

{#
    Whether a published table stays as it is: this run builds part of the rows, and the table has rows.
    `relation`: the table, or none if it does not exist.
#}
{% macro keeps_rows(relation) %}
    {% if relation is none or not composite_index.builds_a_part() %}
        {{ return(false) }}
    {% endif %}
    {{ return(run_query('select 1 as found from ' ~ relation ~ ' limit 1').rows | length > 0) }}
{% endmacro %}

{#
    What each model of the package reads, by its unique id: `parents`, nodes of dbt, with those of a host's views;
    `table`, the name of a table that dbt does not build, or none.
#}
{% macro what_models_read() %}
    {% set reads = {} %}
    {% for node in graph.nodes.values()
        if node.resource_type == 'model' and node.package_name == 'composite_index' %}
        {% set parents = [] %}
        {% set tables = node.config.meta.get('input_tables', []) | list %}
        {% set found = node.depends_on.nodes | list %}
        {#- the loop adds to the list that it walks -#}
        {% for name in found if name not in parents %}
            {#- the package's own source is a table that the last run published and that this run replaces -#}
            {% if graph.sources.get(name, {}).get('package_name') == 'composite_index' %}
            {% elif name in graph.sources %}
                {% do tables.append(graph.sources[name].source_name ~ '.' ~ graph.sources[name].name) %}
            {#- a version without the tables of the bundled index is whole -#}
            {% elif node.name == 'int_index__digests' and name.split('.')[-1] in composite_index.bundled_tables()
                and name not in selected_resources %}
            {% elif name in graph.nodes %}
                {% set parent = graph.nodes[name] %}
                {% do parents.append(name) %}
                {% if parent.package_name != 'composite_index' and parent.config.materialized in ['view', 'ephemeral'] %}
                    {% do found.extend(parent.depends_on.nodes) %}
                {% endif %}
            {% endif %}
        {% endfor %}
        {% do reads.update({node.unique_id: {'parents': parents, 'table': tables | first | default(none)}}) %}
    {% endfor %}
    {{ return(reads) }}
{% endmacro %}

{# The models of the package that `names` depend on, with these themselves. `reads`: see what_models_read. #}
{% macro made_of(names, reads) %}
    {% set found = names | list %}
    {% set seen = {} %}
    {% for name in found if name not in seen %}
        {% do seen.update({name: true}) %}
        {% for parent in reads[name].parents if parent in reads %}
            {% do found.append(parent) %}
        {% endfor %}
    {% endfor %}
    {{ return(seen.keys() | list) }}
{% endmacro %}

{#
    Stops the run if it would publish anything that depends on a model neither built in it nor up to date. The first of
    the two runs of `composite-index run` publishes nothing; there the same holds for what the gates judge.
#}
{% macro stop_if_unjudged(reads) %}
    {% set step = env_var('COMPOSITE_INDEX_STEP', '') %}
    {% set read = [] %}
    {% for name in reads if step == 'judge' and composite_index.is_judged(graph.nodes[name]) %}
        {% do read.append(name) %}
    {% endfor %}
    {% for name in selected_resources if name in reads and composite_index.is_published(graph.nodes[name]) %}
        {% do read.append(name) %}
    {% endfor %}
    {% if not read or composite_index.builds_a_part() %}
        {{ return('') }}
    {% endif %}
    {% set reasons = [] %}
    {#- a gate comes first, because it says most -#}
    {% for reason in composite_index.out_of_date(read, reads, selected_resources, with_last_run=step == 'publish')
        | sort(attribute='rank') %}
        {% do reasons.append(reason.said) %}
    {% endfor %}
    {% if reasons %}
        {% do exceptions.raise_compiler_error('Nothing is built, because unjudged data would be published: '
            ~ reasons[:3] | join('; ') ~ ('; and ' ~ (reasons | length - 3) ~ ' more' if reasons | length > 3 else '')
            ~ '. ' ~ composite_index.how_to_judge(graph.nodes[read[0]].name)) %}
    {% endif %}
{% endmacro %}

{# Whether the gates read a model, if they are judged between two runs. #}
{% macro is_judged(node) %}
    {{ return('profile' in node.tags or node.name == 'int_index__input_digest') }}
{% endmacro %}

{# The command that makes the gates judge what it publishes. `name`: one of the published models of the selection. #}
{% macro how_to_judge(name) %}
    {{ return(adapter.dispatch('how_to_judge', 'composite_index')(name)) }}
{% endmacro %}

{% macro duckdb__how_to_judge(name) %}
    {{ return('Run dbt build without --select and --exclude, or put a + before each selected name: --select +' ~ name ~ '.') }}
{% endmacro %}

{% macro default__how_to_judge(name) %}
    {{ return('Run composite-index run --target ' ~ target.name ~ ' without --select and --exclude.') }}
{% endmacro %}

{# Whether a model publishes; every run writes the logs, so they do not count. #}
{% macro is_published(node) %}
    {{ return((node.access == 'public' and node.name not in composite_index.logs())
        or node.name in ['int_index__published', 'publish_index', 'publish_index__in_database']) }}
{% endmacro %}

{#
    Why models may not be read as they are. A dictionary for each model of the package that they depend on, that this
    run does not build and that is older than what it reads: `said`, the reason, and `rank`, 0 for gates and 1 for
    others.
    `names`: the models. `reads`: see what_models_read. `building`: what this run builds. `with_last_run`: whether what
    the last run built counts as built in this one.
#}
{% macro out_of_date(names, reads, building, with_last_run) %}
    {% set left_out = composite_index.made_of(names, reads) | reject('in', building) | list %}
    {% if not left_out %}
        {{ return([]) }}
    {% endif %}
    {% set builds = composite_index.last_builds() %}
    {% set settings = composite_index.settings_of_builds(reads) %}
    {% set reasons = [] %}
    {% for name in left_out %}
        {% set shown = name.split('.')[-1] %}
        {% set is_gate = shown.startswith('gate_') %}
        {% set built = builds.built.get(name) %}
        {% set newer = [] %}
        {% for parent in reads[name].parents
            if built and (parent in building or builds.started.get(parent, '') > built.run_at) %}
            {% do newer.append(parent.split('.')[-1]) %}
        {% endfor %}
        {% set why = [] %}
        {% if with_last_run and built and built.run_at == builds.last_run %}
        {% elif not built %}
            {% do why.append('has never ' ~ ('passed' if is_gate else 'been built')) %}
        {% elif builds.started.get(name, '') > built.run_at %}
            {% do why.append('did not pass in its last run' if is_gate else 'was not built to the end in its last run') %}
        {% elif built.settings != settings %}
            {% do why.append('was built with other variables, or by another version of the package') %}
        {% elif newer %}
            {% do why.append('is left out, and is older than ' ~ newer[-1]) %}
        {% elif reads[name].table %}
            {% do why.append('is left out, and reads ' ~ reads[name].table ~ ', which may have changed') %}
        {% endif %}
        {% if why %}
            {% do reasons.append({'rank': 0 if is_gate else 1, 'said': shown ~ ' ' ~ why[0]}) %}
        {% endif %}
    {% endfor %}
    {{ return(reasons) }}
{% endmacro %}

{#
    The records of earlier runs: `started`, by node, when a run last was about to build it; `built`, by node, when a run
    last built it (`run_at`) and with which `settings`; `last_run`. Runs before the last 500 rows do not count.
#}
{% macro last_builds() %}
    {% set found = {'started': {}, 'built': {}, 'last_run': ''} %}
    {% set table = load_relation(composite_index.builds_table()) %}
    {% if table %}
        {% set rows = run_query('select run_at, is_end, settings, nodes from ' ~ table
            ~ ' order by run_at desc limit 500').rows %}
        {% for row in rows %}
            {% do found.update({'last_run': found.last_run or row[0]}) %}
            {% for name in row[3].split(' ') %}
                {% if row[1] %}
                    {% do found.built.setdefault(name, {'run_at': row[0], 'settings': row[2]}) %}
                {% else %}
                    {% do found.started.setdefault(name, row[0]) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{# The table of builds: a row per start and end of a run. The first run creates it. #}
{% macro builds_table() %}
    {% set model = composite_index.mart_node('int_index__nodes') %}
    {{ return(api.Relation.create(
        database=model.database, schema=model.schema, identifier='gate_index__builds')) }}
{% endmacro %}

{#
    Runs that differ in these settings must not mix their tables: the models and variables, the inputs' names, and
    whether rows are set aside.
#}
{% macro settings_of_builds(reads) %}
    {% set texts = [composite_index.build_fingerprint(), var('on_violation', 'strict')] %}
    {% for name in reads if graph.nodes[name].config.meta.get('input') %}
        {% do texts.append(graph.nodes[name].config.meta.input ~ ' ' ~ reads[name].parents ~ ' '
            ~ graph.nodes[name].config.meta.input_tables) %}
    {% endfor %}
    {{ return(local_md5(texts | join('\n'))) }}
{% endmacro %}

{#
    The statement that records nodes at the start or end of a run; nothing if the package uses none of them.
    `nodes`: their unique ids.
#}
{% macro insert_builds(reads, nodes, is_end) %}
    {% set watched = {} %}
    {% for name, read in reads.items() %}
        {% do watched.update({name: true}) %}
        {% for parent in read.parents %}
            {% do watched.update({parent: true}) %}
        {% endfor %}
    {% endfor %}
    {% for name, node in graph.nodes.items()
        if is_end and node.resource_type == 'test' and node.package_name == 'composite_index' %}
        {% do watched.update({name: true}) %}
    {% endfor %}
    {% set named = nodes | select('in', watched) | sort %}
    {% if not named %}
        {{ return('') }}
    {% endif %}
    {% set table = composite_index.builds_table() %}
    {% if not load_relation(table) %}
        {% do adapter.create_schema(table.without_identifier()) %}
        {% do run_query(
            'create table if not exists ' ~ table ~ ' (run_at ' ~ dbt.type_string() ~ ', is_end ' ~ dbt.type_boolean()
            ~ ', settings ' ~ dbt.type_string() ~ ', nodes ' ~ dbt.type_string() ~ ')'
            ~ composite_index.commit_statement()) %}
    {% endif %}
    {{ return("insert into " ~ table ~ " values ('" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f') ~ "', "
        ~ ('true' if is_end else 'false') ~ ", '" ~ composite_index.settings_of_builds(reads) ~ "', '"
        ~ named | join(' ') ~ "')") }}
{% endmacro %}
