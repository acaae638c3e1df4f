{#
    The rows of a published table from the last good build; no rows before the first. The table is a source of the
    package and not a reference. It is built after all that is judged here, so a reference would close a circle in the
    lineage.

    It reads the relation in the version that is out (`out_relation`). While nothing runs, the table counts as existing
    with all columns. An index in the variable draft has no rows.

    `mart`: the model. `columns`: its columns and their types; a column that an older version's table lacks is null.
#}
{% macro published(mart, columns) %}
    {%- set relation = source('index_published', mart) -%}
    {%- set known = columns | list -%}
    {%- set drafts = composite_index.list_of_names('draft') -%}
    {%- if 'all' in drafts -%}
        {%- set relation = none -%}
        {%- set known = [] -%}
    {%- elif composite_index.is_running() -%}
        {%- set relation = composite_index.out_relation(mart) -%}
        {%- set known = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list
            if relation else [] -%}
    {%- endif %}
    select
        {%- for column, type in columns.items() %}
        cast({{ column if column in known else 'null' }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- if relation %}
    from {{ relation }}
    {%- if drafts %}
    where index_id not in ({% for name in drafts %}{{ composite_index.text_literal(name) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- endif %}
    {%- else %}
    where false
    {%- endif %}
{% endmacro %}

{# These columns in the form that `published` takes, all of them text. #}
{% macro text_columns(names) %}
    {% set columns = {} %}
    {% for name in names %}
        {% do columns.update({name: dbt.type_string()}) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
