{#
    A digest of all rows of a relation, whatever their order, as a scalar query: the same rows give the same text on one
    engine. Sums of hashes, because one text of all rows would be in one place; a null and an empty text differ in it.
    `columns`: those that count, quoted.
#}
{% macro digest(relation, columns) %}
    {{ return(adapter.dispatch('digest', 'composite_index')(relation, columns)) }}
{% endmacro %}

{# Null is equal to nothing: an engine without a digest of its own publishes nothing. #}
{% macro default__digest(relation, columns) -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}

{% macro postgres__digest(relation, columns) -%}
    (
        select
            concat_ws(
                ' ',
                count(*),
                coalesce(sum(hashtextextended(row_text, 0)), 0),
                coalesce(sum(hashtextextended(row_text, 1)), 0)
            )
        from (select cast(row({{ columns | join(', ') }}) as text) as row_text from {{ relation }}) as row_texts
    )
{%- endmacro %}

{# A hash leaves nulls out, so that it is told of each cell whether it is one; text of a row would take five times as long. #}
{% macro spark__digest(relation, columns) -%}
    {%- set cells = [] -%}
    {%- for column in columns -%}
        {%- do cells.append(column ~ ', isnull(' ~ column ~ ')') -%}
    {%- endfor -%}
    {%- set row = cells | join(', ') or '1' -%}
    (
        select
            concat_ws(
                ' ',
                count(*),
                coalesce(sum(cast(xxhash64({{ row }}) as decimal(20, 0))), 0),
                coalesce(sum(cast(hash({{ row }}) as decimal(20, 0))), 0)
            )
        from {{ relation }}
    )
{%- endmacro %}
