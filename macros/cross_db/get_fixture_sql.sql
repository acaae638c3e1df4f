{#
    The rows of a unit test as a query. dbt takes this macro from the project that runs; a host uses dbt's own.
    dbt writes a select per row. Spark analyses each of them again, with all columns, at each place that names the rows.
#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {{ return(adapter.dispatch('get_fixture_sql', 'composite_index')(rows, column_name_to_data_types)) }}
{% endmacro %}

{% macro default__get_fixture_sql(rows, column_name_to_data_types) %}
    {{ return(dbt.get_fixture_sql(rows, column_name_to_data_types)) }}
{% endmacro %}

{#
    One literal for all rows, as for seeds; columns that no row has are null. No bracket begins a line, because
    `steps_of` would take it for the end of the expression.
#}
{% macro spark__get_fixture_sql(rows, column_name_to_data_types) %}
    {%- if column_name_to_data_types or not rows -%}
        {{ return(dbt.get_fixture_sql(rows, column_name_to_data_types)) }}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for row in rows -%}
        {%- do names.extend(row.keys()) -%}
    {%- endfor -%}
    {%- set names = names | map('lower') | unique | list -%}
    {%- set cells = [] -%}
    {%- for row in rows -%}
        {%- set cells_of_row = [] -%}
        {%- for name in names -%}
            {%- set cell = row.get(name) -%}
            {%- do cells_of_row.append(none if cell is none else cell | string) -%}
        {%- endfor -%}
        {%- do cells.append(cells_of_row) -%}
    {%- endfor -%}
    {%- set columns = adapter.get_columns_in_relation(this) -%}
    {%- set known = columns | map(attribute='name') | map('lower') | list -%}
    {%- for name in names if name not in known -%}
        {{ exceptions.raise_compiler_error("A unit test gives " ~ this ~ " a column '" ~ name ~ "' that it does not have.") }}
    {%- endfor -%}
select
    {%- for column in columns %}
    cast(
        {%- if column.name | lower in names %}cells[{{ names.index(column.name | lower) }}]{% else %}null{% endif %} as {{ column.data_type }}
    ) as {{ column.quoted }}{{ ',' if not loop.last }}
    {%- endfor %}
from (
    select explode(from_json({{ composite_index.text_literal(tojson(cells)) }}, 'array<array<string>>')) as cells
    ) as given_rows
{% endmacro %}
