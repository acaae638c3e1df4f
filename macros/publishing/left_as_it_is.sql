{#
    A published table on PostgreSQL: dbt's own, but for a run that builds a part of the rows, which leaves a table with rows
    as it is. The other engines' materialisations ask the same.
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

{# What a materialisation does that leaves its table as it is: dbt asks for a statement, and for the relation. #}
{% macro left_as_it_is(relation) %}
    {% call noop_statement('main', 'LEFT AS IT IS', 'LEFT AS IT IS', '0') -%}{%- endcall %}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
