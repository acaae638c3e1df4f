{#
    What a published table holds from the last good build; no rows before there was one. No ref: the table is made after
    all that is judged here, so that the lineage would go in a circle.

    `mart`: the model. `columns`: its columns and their types; one that a table of an older version lacks is null.
#}
{% macro published(mart, columns) %}
    {%- set relation = composite_index.mart_relation(mart) if composite_index.is_running() else none -%}
    {%- set known = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list
        if relation else [] -%}
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
