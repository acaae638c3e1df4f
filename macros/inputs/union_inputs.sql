{#
    All relations of one input as one query: every column of each, matched by name, and where each row
    comes from.

    `name`: the input variable. `optional_columns`: columns that a relation may leave out; they are null there.
    Adds `input_file` (seed file or relation) and `input_row` (line of the file; null where there is no file). A
    relation that has these two columns itself keeps what they say: whoever loaded it knows the file better.
    A relation that lacks a required column stops the model (`check_input`). What is read is kept in the model's config
    for the tests of the columns (`unknown_columns`).
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
    {{ return(adapter.dispatch('union_inputs', 'composite_index')(name, optional_columns, required_columns)) }}
{% endmacro %}

{% macro duckdb__union_inputs(name, optional_columns, required_columns) %}
    {%- set relations = composite_index.input_relations(name) -%}
    {%- set origin -%}
        cast(null as {{ dbt.type_string() }}) as input_file,
        cast(null as {{ dbt.type_bigint() }}) as input_row
    {%- endset -%}
    select
        {%- for column in optional_columns + (required_columns if not relations else []) %}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        {{ origin }}
    where false
    {%- for relation in relations %}
    union all by name
    select
        * exclude (row_of_relation)
        replace (
            coalesce(input_file, {{ composite_index.text_literal(composite_index.input_name(relation)) }}) as input_file,
            coalesce(cast(input_row as {{ dbt.type_bigint() }}), row_of_relation) as input_row
        )
    from (
        {#- the empty first part gives the columns to a relation that has none #}
        select {{ origin }} where false
        union all by name
        select *, {{ composite_index.input_row_number(relation) }} as row_of_relation
        from {{ relation }}
    ) as relation_{{ loop.index }}
    {%- endfor %}
{% endmacro %}

{# Where the engine has no union by name the columns are asked for and written out: those that staging reads. #}
{% macro default__union_inputs(name, optional_columns, required_columns) %}
    {%- set relations = composite_index.input_relations(name) -%}
    {%- set read = required_columns + optional_columns -%}
    select
        {%- for column in read %}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        cast(null as {{ dbt.type_string() }}) as input_file,
        cast(null as {{ dbt.type_bigint() }}) as input_row
    where false
    {%- for relation in relations %}
    {%- set spelt = {} -%}
    {%- for column in composite_index.relation_columns(relation) -%}
        {%- do spelt.update({column | lower: adapter.quote(column)}) -%}
    {%- endfor -%}
    {#- given rows of a unit test: their columns are not known and are taken to be all -#}
    {%- if not spelt -%}
        {%- for column in read -%}
            {%- do spelt.update({column: column}) -%}
        {%- endfor -%}
    {%- endif %}
    union all
    select
        {%- for column in read %}
        cast({{ spelt.get(column, 'null') }} as {{ dbt.type_string() }}),
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
