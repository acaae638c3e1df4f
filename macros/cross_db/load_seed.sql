{#
    Seeds on Spark, in place of dbt-spark's own statements: those put no quotes right, write a blank as the word None, and
    lose the order of the file. A row gets the number of its line in the file as `input_row`, which the other engines find out
    when they read. dbt asks the project that it runs; another project takes these with
    `dispatch: [{macro_namespace: dbt, search_order: [its name, composite_index, dbt]}]`.
#}
{% macro spark__create_csv_table(model, agate_table) %}
    {% set types = composite_index.seed_types(model, agate_table) %}
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

{# One literal a batch: a row of literals each would take Spark longer to parse than to load. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = composite_index.seed_types(model, agate_table) %}
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

{# The columns of a seed's table and their types: those of the file, and `input_row` where the file has none. #}
{% macro seed_types(model, agate_table) %}
    {% set declared = model.config.get('column_types', {}) %}
    {% set types = {} %}
    {% for name in agate_table.column_names %}
        {% do types.update({name: declared.get(name, adapter.convert_type(agate_table, loop.index0))}) %}
    {% endfor %}
    {% if 'input_row' not in agate_table.column_names | map('lower') %}
        {% do types.update({'input_row': 'bigint'}) %}
    {% endif %}
    {{ return(types) }}
{% endmacro %}
