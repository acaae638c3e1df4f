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

{# Sums of doubles depend on their order, which may be another at each run: nine digits count. #}
{% macro postgres__digest(relation) -%}
    {%- set cells = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if execute -%}
        {%- do cells.append(
            'to_char(' ~ adapter.quote(column.name) ~ ", '9.99999999EEEE')" if column.dtype == 'double precision'
            else adapter.quote(column.name)
        ) -%}
    {%- endfor -%}
    (
        select md5(coalesce(string_agg(row_digest, '' order by row_digest), ''))
        from (
            select md5(cast(row({{ cells | join(', ') }}) as text)) as row_digest from {{ relation }}
        ) as row_digests
    )
{%- endmacro %}

{#
    Sums of hashes, since one text of all rows would be in one place. Nine digits of doubles count, as on PostgreSQL.
#}
{% macro spark__digest(relation) -%}
    {%- set cells = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if execute -%}
        {%- do cells.append(
            "format_string('%.8e', " ~ adapter.quote(column.name) ~ ')' if column.dtype == 'double'
            else adapter.quote(column.name)
        ) -%}
    {%- endfor -%}
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
