{#
    A published table on PostgreSQL: dbt's own materialisation, except that a run that builds only part of the rows
    leaves a table that has rows. The other engines' materialisations do the same.
#}
{% materialization published_table, adapter='postgres' %}
    {{ return(composite_index.published_unless_partial()) }}
{% endmaterialization %}

{% materialization published_view, adapter='postgres' %}
    {{ return(composite_index.published_unless_partial()) }}
{% endmaterialization %}

{% macro published_unless_partial() %}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- if composite_index.keeps_rows(existing_relation) -%}
        {{ return(composite_index.left_as_it_is(existing_relation)) }}
    {%- endif -%}
    {{ return(dbt.materialization_table_default()) }}
{% endmacro %}

{# How a materialisation leaves its table: dbt expects a statement and the relation. #}
{% macro left_as_it_is(relation) %}
    {% call noop_statement('main', 'LEFT AS IT IS', 'LEFT AS IT IS', '0') -%}{%- endcall %}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
