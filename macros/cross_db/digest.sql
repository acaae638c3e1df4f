{#
    A digest of all rows of a relation, whatever their order, as a scalar query: the same rows give the same text on one
    engine. A null and an empty text differ in it.
#}
{% macro digest(relation) %}
    {{ return(adapter.dispatch('digest', 'composite_index')(relation)) }}
{% endmacro %}

{# Null is equal to nothing: an engine without a digest of its own publishes nothing. #}
{% macro default__digest(relation) -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}

{#
    The columns of a relation as a digest takes them. Sums of doubles depend on their order, which may be another at each run:
    nine digits count, and `before` and `after` are what the engine writes about a double for that.
    `double`: what the engine calls the type.
#}
{% macro digested_cells(relation, double, before, after) %}
    {%- set cells = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if execute -%}
        {%- set name = adapter.quote(column.name) -%}
        {%- do cells.append(before ~ name ~ after if column.dtype == double else name) -%}
    {%- endfor -%}
    {{ return(cells) }}
{% endmacro %}

{% macro postgres__digest(relation) -%}
    {%- set cells = composite_index.digested_cells(relation, 'double precision', "to_char(", ", '9.99999999EEEE')") -%}
    (
        select md5(coalesce(string_agg(row_digest, '' order by row_digest), ''))
        from (
            select md5(cast(row({{ cells | join(', ') }}) as text)) as row_digest from {{ relation }}
        ) as row_digests
    )
{%- endmacro %}

{# Sums of hashes, since one text of all rows would be in one place. #}
{% macro spark__digest(relation) -%}
    {%- set cells = composite_index.digested_cells(relation, 'double', "format_string('%.8e', ", ')') -%}
    (
        select
            concat_ws(
                ' ',
                count(*),
                coalesce(sum(cast(conv(substr(row_digest, 1, 15), 16, 10) as decimal(20, 0))), 0),
                coalesce(sum(cast(conv(substr(row_digest, 17, 15), 16, 10) as decimal(20, 0))), 0)
            )
        from (select md5(to_json(struct({{ cells | join(', ') or '*' }}))) as row_digest from {{ relation }}) as row_digests
    )
{%- endmacro %}
