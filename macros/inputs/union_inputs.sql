{#
    All relations of one input as one query: the columns that staging reads, written out, and where each row comes from.

    `name`: the input variable. `optional_columns`: columns that a relation may leave out; they are null there.
    Adds `input_file` (seed file or relation) and `input_row` (line of the file; null without a file). If a relation has
    these two columns itself, they are kept, because whoever loaded it knows the file better.
    A relation that lacks a required column stops the model (`check_input`). The model's config keeps what is read, for
    the tests of the columns (`unknown_columns`).
#}
{% macro union_inputs(name, optional_columns=[], required_columns=[]) %}
    {% do composite_index.check_variables() %}
    {% do config(meta={
        'input': name,
        'input_columns': required_columns + optional_columns + ['input_file', 'input_row'],
        'input_tables': composite_index.input_tables(name),
    }) %}
    {% do composite_index.check_input(
        name, composite_index.input_relations(name), optional_columns, required_columns
    ) %}
    {%- set read = required_columns + optional_columns -%}
    {%- set relations = composite_index.input_relations(name) -%}
    select
        {%- for column in read %}
        {{ composite_index.empty_input_column(column in optional_columns or not relations) }} as {{ column }},
        {%- endfor %}
        cast(null as {{ dbt.type_string() }}) as input_file,
        cast(null as {{ dbt.type_bigint() }}) as input_row
    where false
    {%- for relation in relations %}
    {%- set spelt = {} -%}
    {%- set columns = composite_index.relation_columns(relation) -%}
    {%- if not columns and composite_index.is_running() and model.resource_type != 'unit_test' -%}
        {#- dbt does not find the relation by its name, for example because capitals differ -#}
        {%- set columns = dbt.get_columns_in_query('select * from ' ~ relation) -%}
    {%- endif -%}
    {%- for column in columns -%}
        {%- do spelt.update({column | lower: adapter.quote(column)}) -%}
    {%- endfor -%}
    {#- nothing runs, or a unit test gives the rows: the relation counts as having every column -#}
    {%- if not spelt -%}
        {%- for column in read -%}
            {%- do spelt.update({column: column}) -%}
        {%- endfor -%}
    {%- endif %}
    union all
    select
        {%- for column in read %}
        {{ composite_index.input_column(spelt.get(column, 'null')) }},
        {%- endfor %}
        coalesce(
            cast({{ spelt.get('input_file', 'null') }} as {{ dbt.type_string() }}),
            {{ composite_index.text_literal(composite_index.input_name(relation)) }}
        ),
        coalesce(
            cast({{ spelt.get('input_row', 'null') }} as {{ dbt.type_bigint() }}),
            {{ composite_index.input_row_number(relation) }}
        )
    from {{ relation }} as relation_{{ loop.index }}
    {%- endfor %}
{% endmacro %}

{#
    A column of an input as read: text, which staging casts. On DuckDB the column keeps its type, because casting
    millions of numbers to text and back is slow.
#}
{% macro input_column(column) -%}
    {{ adapter.dispatch('input_column', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__input_column(column) -%}
    cast({{ column }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro duckdb__input_column(column) -%}
    {{ column }}
{%- endmacro %}

{# The column in the empty first part: text, or null without a type on DuckDB if a relation has the column. #}
{% macro empty_input_column(is_text) -%}
    {{ composite_index.input_column('null') if not is_text else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
{%- endmacro %}
