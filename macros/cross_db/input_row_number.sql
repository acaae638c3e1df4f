{#
    The line of a row in its seed file (the header is line 1); null where the relation is not a seed.
    DuckDB keeps the file order as the row id. On the other engines a seed has the column `input_row`, see `load_seed`.
    A quoted line break shifts later lines.
#}
{% macro input_row_number(relation) %}
    {{ return(adapter.dispatch('input_row_number', 'composite_index')(relation)) }}
{% endmacro %}

{% macro default__input_row_number(relation) -%}
    cast(null as {{ dbt.type_bigint() }})
{%- endmacro %}

{% macro duckdb__input_row_number(relation) -%}
    {%- if composite_index.input_seed(relation) -%}
    row_number() over (order by rowid) + 1
    {%- else -%}
    cast(null as {{ dbt.type_bigint() }})
    {%- endif -%}
{%- endmacro %}
