{#
    A digest of all rows of a relation, whatever their order, as a scalar query: the same rows give the same text on one
    engine. It sums hashes of rows, because one text of all rows would be built in one process. A null and an empty text
    differ. `columns`: the columns to include, quoted.
#}
{% macro digest(relation, columns) %}
    {{ return(adapter.dispatch('digest', 'composite_index')(relation, columns)) }}
{% endmacro %}

{# Null equals nothing, so an engine without a digest of its own publishes nothing. #}
{% macro default__digest(relation, columns) -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}

{# DuckDB may hash otherwise in another version, so digests are compared only within one. #}
{% macro duckdb__digest(relation, columns) -%}
    (
        select concat_ws(' ', count(*), coalesce(sum(cast(hash({{ columns | join(', ') or '1' }}) as hugeint)), 0))
        from {{ relation }}
    )
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

{# The hash skips nulls, so each cell also adds whether it is null. Text of a row would take five times as long. #}
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

{#
    A double for a digest: with 6 decimals, a large one with 12 digits. The edge lies beside the halves, because the last
    digits of a sum depend on the order of its terms. `column`: the column, quoted.
#}
{% macro digested_double(column) -%}
    case
        when abs({{ column }}) < 1000000 then floor({{ column }} * 1000000 + 0.5003)
        else floor({{ column }} * power(10, 11 - floor(log10(abs({{ column }})))) + 0.5003)
    end
{%- endmacro %}
