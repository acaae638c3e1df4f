{#
    What a published table holds from the last good build; no rows before there was one. The table is a source of the package
    and not a reference: it is made after all that is judged here, so that the lineage would go in a circle.

    A relation of the model's own schema and name is read, because a host may have a rule of its own for schemas. While
    nothing is run the table counts as there, with all columns.

    `mart`: the model. `columns`: its columns and their types; one that a table of an older version lacks is null.
#}
{% macro published(mart, columns) %}
    {%- set relation = source('index_published', mart) -%}
    {%- if execute -%}
        {%- set relation = composite_index.relation_of(composite_index.mart_node(mart)) -%}
    {%- endif -%}
    {%- set known = columns | list -%}
    {%- if composite_index.is_running() -%}
        {%- set relation = load_relation(relation) -%}
        {%- set known = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list
            if relation else [] -%}
    {%- endif %}
    select
        {%- for column, type in columns.items() %}
        cast({{ column if column in known else 'null' }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- if relation %}
    from {{ relation }}
    {%- else %}
    where false
    {%- endif %}
{% endmacro %}

{# These columns, as `published` takes them, all of them text. #}
{% macro text_columns(names) %}
    {% set columns = {} %}
    {% for name in names %}
        {% do columns.update({name: dbt.type_string()}) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
