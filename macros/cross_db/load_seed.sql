{#
    Loads seeds in place of dbt's own statements. dbt guesses types from the cells, so a code that looks like a number,
    a date or a yes changes: 007, 1E5, 2020_4, TRUE. Seeds that are inputs of this package (`is_input`) are loaded as
    text, which staging reads; a column in `column_types` keeps that type. Other seeds are loaded as dbt does it.
    dbt takes these macros from the project that runs. Another project gets them with
    `dispatch: [{macro_namespace: dbt, search_order: [its name, composite_index, dbt]}]`; `check_seed` says when it
    needs them.
#}
{% macro duckdb__create_csv_table(model, agate_table) %}
    {{ return(composite_index.create_seed_table(composite_index.seed_types(model, agate_table), model)) }}
{% endmacro %}

{# PostgreSQL may put a short row into a gap before earlier rows, so the table counts the lines while it is loaded. #}
{% macro postgres__create_csv_table(model, agate_table) %}
    {% set types = composite_index.seed_types(model, agate_table) %}
    {% if composite_index.is_input(model) and 'input_row' not in types | map('lower') %}
        {% do types.update({'input_row': 'bigint generated always as identity (start with 2)'}) %}
    {% endif %}
    {{ return(composite_index.create_seed_table(types, model)) }}
{% endmacro %}

{% macro create_seed_table(types, model) %}
    {% set sql %}
    create table {{ this.render() }} (
        {%- for name, type in types.items() %}
        {{ adapter.quote_seed_column(name, model.config.get('quote_columns')) }} {{ type }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    {% endset %}
    {% call statement('_') -%}
    {{ sql }}
    {%- endcall %}
    {{ return(sql) }}
{% endmacro %}

{# dbt would empty the existing table and load text into the types that it guessed before. #}
{% macro duckdb__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {{ return(composite_index.reset_seed_table(model, full_refresh, old_relation, agate_table)) }}
{% endmacro %}

{% macro postgres__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {% set columns = adapter.get_columns_in_relation(old_relation) | map(attribute='name') | list %}
    {% set counts = composite_index.is_input(model) and 'input_row' not in agate_table.column_names | map('lower') %}
    {#- a table of an earlier version of the package has no lines -#}
    {% set anew = counts and 'input_row' not in columns %}
    {% set sql = composite_index.reset_seed_table(model, full_refresh or anew, old_relation, agate_table) %}
    {% if counts and sql.startswith('truncate') %}
        {% do run_query('alter table ' ~ old_relation ~ ' alter column input_row restart') %}
    {% endif %}
    {{ return(sql) }}
{% endmacro %}

{% macro reset_seed_table(model, full_refresh, old_relation, agate_table) %}
    {% set guessed = [] %}
    {% for column in adapter.get_columns_in_relation(old_relation)
        if column.name != 'input_row' and not composite_index.is_text(column.dtype) %}
        {% do guessed.append(column.name) %}
    {% endfor %}
    {% set declared = model.config.get('column_types', {}) %}
    {% set anew = composite_index.is_input(model) and guessed | reject('in', declared) | list | length > 0 %}
    {{ return(dbt.default__reset_csv_table(model, full_refresh or anew, old_relation, agate_table)) }}
{% endmacro %}

{# DuckDB reads the file itself. If it detects the format, it strips single quotes, as dbt does. #}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {% if not composite_index.is_input(model) %}
        {{ return(dbt.duckdb__load_csv_rows(model, agate_table)) }}
    {% endif %}
    {% set sql %}
    copy {{ this.render() }} from {{ composite_index.text_literal(composite_index.seed_path(model)) }}
    (format csv, header true, delimiter {{ composite_index.text_literal(model.config.get('delimiter', ',')) }},
        quote '"', escape '"', nullstr '', comment '', auto_detect false)
    {% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=true) %}
    {{ return(sql) }}
{% endmacro %}

{#
    The file of a seed. dbt remembers the folder in which it first parsed the seed. If somebody copies a project together with
    its target folder, that is the folder of the original.
#}
{% macro seed_path(seed) %}
    {% set here = invocation_args_dict.project_dir if seed.package_name == project_name else none %}
    {{ return((here or seed.root_path) ~ '/' ~ seed.original_file_path) }}
{% endmacro %}

{% macro postgres__load_csv_rows(model, agate_table) %}
    {{ return(dbt.default__load_csv_rows(model, composite_index.seed_as_written(model, agate_table))) }}
{% endmacro %}

{#
    Spark: dbt-spark's own statements damage quotes, write a blank as the word None, and lose the order of the file.
    Each row gets its line in the file as `input_row`; the other engines find the line when they read.
#}
{% macro spark__create_csv_table(model, agate_table) %}
    {% set types = composite_index.seed_types_with_row(model, agate_table) %}
    {% set sql %}
    create table {{ this.render() }} (
        {%- for name, type in types.items() %}
        {{ adapter.quote(name) }} {{ type }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    {{ file_format_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause() }}
    {{ comment_clause() }}
    {% endset %}
    {% call statement('_') -%}
    {{ sql }}
    {%- endcall %}
    {{ return(sql) }}
{% endmacro %}

{# One literal per batch: Spark parses one literal per row more slowly than it loads them. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = composite_index.seed_types_with_row(model, agate_table) %}
    {% set agate_table = composite_index.seed_as_written(model, agate_table) %}
    {% set statements = [] %}
    {% for batch in agate_table.rows | batch(get_batch_size()) %}
        {% set first_line = 2 + loop.index0 * get_batch_size() %}
        {% set rows = [] %}
        {% for row in batch %}
            {% set cells = [] %}
            {% for cell in row %}
                {% do cells.append(none if cell is none else cell | string) %}
            {% endfor %}
            {% do rows.append(cells) %}
        {% endfor %}
        {% set sql %}
    insert into {{ this.render() }}
    select
        {%- for name, type in types.items() %}
        {%- if loop.index0 < agate_table.column_names | length %}
        cast(cells[{{ loop.index0 }}] as {{ type }}){{ ',' if not loop.last }}
        {%- else %}
        cast({{ first_line }} + place as {{ type }})
        {%- endif %}
        {%- endfor %}
    from (
        select posexplode(from_json({{ composite_index.text_literal(tojson(rows)) }}, 'array<array<string>>')) as (place, cells)
    ) as loaded
        {% endset %}
        {% do adapter.add_query(sql, abridge_sql_log=true) %}
        {% do statements.append(sql) %}
    {% endfor %}
    {{ return(statements | first) }}
{% endmacro %}

{# The columns of a seed's table and their types: text in an input, unless the seed declares another. #}
{% macro seed_types(model, agate_table) %}
    {% set declared = model.config.get('column_types', {}) %}
    {% set is_input = composite_index.is_input(model) %}
    {% set types = {} %}
    {% for name in agate_table.column_names %}
        {% set type = dbt.type_string() if is_input else adapter.convert_type(agate_table, loop.index0) %}
        {% do types.update({name: declared.get(name, type)}) %}
    {% endfor %}
    {{ return(types) }}
{% endmacro %}

{# The same, and `input_row` where the file has none. #}
{% macro seed_types_with_row(model, agate_table) %}
    {% set types = composite_index.seed_types(model, agate_table) %}
    {% if 'input_row' not in agate_table.column_names | map('lower') %}
        {% do types.update({'input_row': 'bigint'}) %}
    {% endif %}
    {{ return(types) }}
{% endmacro %}

{# The rows of an input's file with all text as written; dbt's table has lost it where dbt guessed a type. #}
{% macro seed_as_written(model, agate_table) %}
    {% if not composite_index.is_input(model) %}
        {{ return(agate_table) }}
    {% endif %}
    {% set text = composite_index.agate_text() %}
    {% set declared = model.config.get('column_types', {}) %}
    {% set types = [] %}
    {% for name in agate_table.column_names %}
        {% set is_text = composite_index.is_text(declared.get(name, 'text')) %}
        {% do types.append(text if is_text else agate_table.column_types[loop.index0]) %}
    {% endfor %}
    {{ return(agate_table.from_csv(
        agate_table.original_abspath, column_types=types, delimiter=model.config.get('delimiter', ','), encoding='utf-8-sig'
    )) }}
{% endmacro %}

{# Agate's text type, but only a blank is null; Agate's own also takes the word null for one. #}
{% macro agate_text() %}
    {% set text = run_query("select 'a' as a").column_types[0] %}
    {% do text.null_values.append('') %}
    {{ return(text) }}
{% endmacro %}

{# Whether a database type is a text type. #}
{% macro is_text(type) %}
    {{ return(modules.re.search('char|text|string', type | lower) is not none) }}
{% endmacro %}

{# Whether a seed is an input of this package: a model of staging reads it. #}
{% macro is_input(seed) %}
    {% for node in graph.nodes.values()
        if node.resource_type == 'model' and node.package_name == 'composite_index'
        and node.config.meta.get('input') and seed.unique_id in node.depends_on.nodes %}
        {{ return(true) }}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
