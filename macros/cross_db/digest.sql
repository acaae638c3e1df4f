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

{% macro postgres__digest(relation) -%}
    (
        select md5(coalesce(string_agg(row_digest, '' order by row_digest), ''))
        from (select md5(cast(digested as text)) as row_digest from {{ relation }} as digested) as row_digests
    )
{%- endmacro %}

{% macro spark__digest(relation) -%}
    (
        select md5(concat_ws('', sort_array(collect_list(row_digest))))
        from (select md5(to_json(struct(*))) as row_digest from {{ relation }}) as row_digests
    )
{%- endmacro %}
