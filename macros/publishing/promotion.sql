{#
    Publishes what was computed, all at once: a materialisation for the one model that stands between the last gate and the
    large published tables (docs/decisions/0017).

    On DuckDB the tables of `promoted_models` are renamed in one transaction, so that nothing is copied, and a view takes
    the place of each: who reads the computed table reads the published one. The next build computes new tables, and what
    is published stays as it is until these are promoted. Points have a view with all of their columns besides, because which
    of them are stored may be others than before. The model itself is a table with a row per promoted table.
#}
{% materialization promotion, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set published_points = load_relation(composite_index.published_relation('int_index__points')) -%}
    {%- if composite_index.keeps_rows(published_points) -%}
        {{ return(composite_index.left_as_it_is(target_relation)) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as (
            {{ sql }}
        );
        {%- for name in composite_index.promoted_models() %}
        {#- a ref would be a query without rows in a run with --empty #}
        {%- set computed = composite_index.relation_of(composite_index.mart_node(name)) %}
        {%- set published = composite_index.published_relation(name) %}
        {%- if composite_index.is_base_table(computed) %}
        drop table if exists {{ published }};
        alter table {{ computed }} rename to {{ published.identifier }};
        create view {{ computed }} as select * from {{ published }};
        {%- if name == 'int_index__points' %}
        create or replace view {{ composite_index.published_points() }} as
        {{ composite_index.points_in_full(published, stored_in=computed) }};
        {%- endif %}
        {%- endif %}
        {%- endfor %}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
    The computed tables that the large published tables are made of, and with `recompute: touched` those that the next build
    takes rows over from.
#}
{% macro promoted_models() %}
    {{ return([
        'int_index__nodes', 'int_index__units', 'int_index__member_groups', 'int_index__points', 'int_index__ranks',
        'int_index__unit_tiers',
    ] + (
        ['int_index__screened', 'int_index__suggested_weights', 'int_index__editions']
        if composite_index.recomputes_touched() else []
    )) }}
{% endmacro %}

{#
    Those of which this build says that they are published. The digests of editions count only where all that is promoted was
    computed in this build; otherwise the next one recomputes all.
#}
{% macro models_said_to_be_published() %}
    {% set names = composite_index.promoted_models() %}
    {% set computed = [] %}
    {% for name in names if 'model.composite_index.' ~ name in selected_resources %}
        {% do computed.append(name) %}
    {% endfor %}
    {{ return(names if computed == names else names | reject('equalto', 'int_index__editions') | list) }}
{% endmacro %}

{# The published table of a computed one: `published__points` beside `int_index__points`. #}
{% macro published_relation(name) %}
    {{ return(composite_index.published_table_of(ref('composite_index', name), name)) }}
{% endmacro %}

{# The same for what is computed before it is published, to which an edge of the lineage would lead in a circle. #}
{% macro published_before(name) %}
    {{ return(composite_index.published_table_of(composite_index.mart_node(name) if execute else this, name)) }}
{% endmacro %}

{# `computed`: what says in which schema the computed table `name` is. #}
{% macro published_table_of(computed, name) %}
    {{ return(api.Relation.create(
        database=computed.database, schema=computed.schema, identifier=name.replace('int_index__', 'published__'),
        type='table',
    )) }}
{% endmacro %}

{# Whether a relation is a table in the database, and no view. #}
{% macro is_base_table(relation) %}
    {% set found = run_query(
        "select count(*) from duckdb_tables() where database_name = '" ~ relation.database ~ "' and schema_name = '"
        ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'"
    ) %}
    {{ return(found.columns[0].values()[0] > 0) }}
{% endmacro %}
