{#
    Publishes all computed tables at once. This is the materialisation of the one model between the last gate and the large
    published tables (docs/decisions/0017).

    On DuckDB it renames the tables of `promoted_models` in one transaction and copies nothing. A view takes the place of each
    renamed table, so that a reader of the computed table still finds it. The next build computes new tables, and the
    published ones stay as they are until that build is promoted. The model itself is a table with a row per promoted table.
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
        {#- with --empty a ref would be a query without rows #}
        {%- set computed = composite_index.relation_of(composite_index.mart_node(name)) %}
        {%- set published = composite_index.published_relation(name) %}
        {%- if composite_index.is_base_table(computed) %}
        drop table if exists {{ published }};
        alter table {{ computed }} rename to {{ published.identifier }};
        create view {{ computed }} as select * from {{ published }};
        {%- endif %}
        {%- endfor %}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
    A view over promoted tables. Its model names the computed tables, so the lineage leads to them. The view itself
    reads the published tables, because the next build replaces the computed ones before its gates have judged them. It
    names no database, so that publish_index can make it again in another file.
#}
{% materialization published_view, adapter='duckdb' %}
    {%- set made = composite_index.made_in_place('view', composite_index.with_published_tables(compiled_code)) -%}
    {%- do composite_index.drop_what_older_versions_published() -%}
    {{ return(made) }}
{% endmaterialization %}

{# A query in which published tables replace the computed ones that the current model refers to. #}
{% macro with_published_tables(query) %}
    {%- set found = namespace(query=query) -%}
    {%- for name in composite_index.promoted_models() if 'model.composite_index.' ~ name in model.depends_on.nodes -%}
        {%- set computed = ref('composite_index', name).render() -%}
        {%- if computed not in found.query -%}
            {%- do exceptions.raise_compiler_error(model.name ~ ' refers to ' ~ name ~ ' and does not read it.') -%}
        {%- endif -%}
        {%- set found.query = found.query | replace(computed, composite_index.published_relation(name).include(database=false).render()) -%}
    {%- endfor -%}
    {{ return(found.query) }}
{% endmacro %}

{# The computed tables that the large published tables read. #}
{% macro promoted_models() %}
    {{ return([
        'int_index__nodes', 'int_index__units', 'int_index__groups', 'int_index__sources',
        'int_index__weights_from_data', 'int_index__points',
        'int_index__ranks', 'int_index__unit_tiers',
    ]) }}
{% endmacro %}

{# The published table of a computed one: `published__points` for `int_index__points`. #}
{% macro published_relation(name) %}
    {% set computed = ref('composite_index', name) %}
    {{ return(api.Relation.create(
        database=computed.database, schema=computed.schema, identifier=name.replace('int_index__', 'published__'),
        type='table',
    )) }}
{% endmacro %}

{#
    Drops what older versions of the package have left in the database. Only the view that read such a table drops it,
    after the view is replaced, so that no two models drop one table at once.
#}
{% macro drop_what_older_versions_published() %}
    {% set beside = composite_index.relation_of(composite_index.mart_node('int_index__points')) %}
    {% set left = {
        'index_scores': [
            'int_index__editions', 'published__editions', 'published__screened', 'published__suggested_weights',
            'published__points_in_full',
        ],
        'index_rankings': ['int_index__member_groups', 'published__member_groups'],
    } %}
    {% for name in left.get(model.name, []) %}
        {% set found = load_relation(beside.incorporate(path={'identifier': name})) %}
        {% if found %}
            {% do run_query('drop ' ~ found.type ~ ' if exists ' ~ found) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{# Whether a relation is a table in the database, and not a view. #}
{% macro is_base_table(relation) %}
    {% set found = run_query(
        "select count(*) from duckdb_tables() where database_name = '" ~ relation.database ~ "' and schema_name = '"
        ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'"
    ) %}
    {{ return(found.columns[0].values()[0] > 0) }}
{% endmacro %}
