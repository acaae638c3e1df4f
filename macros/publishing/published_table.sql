{#
    What a published table is made of. On DuckDB it is a view over promoted tables; elsewhere it is a table itself, made of
    what was computed. `name`: one of `promoted_models`.
#}
{% macro published_table(name) %}
    {{ return(adapter.dispatch('published_table', 'composite_index')(name)) }}
{% endmacro %}

{% macro default__published_table(name) %}
    {{ return(ref('composite_index', name)) }}
{% endmacro %}

{% macro duckdb__published_table(name) %}
    {{ return(composite_index.published_relation(name)) }}
{% endmacro %}

{# The published points with all of their columns: on DuckDB a view that is published with them. #}
{% macro published_points() %}
    {{ return(adapter.dispatch('published_points', 'composite_index')()) }}
{% endmacro %}

{% macro default__published_points() %}
    {{ return('(' ~ composite_index.points_in_full(ref('composite_index', 'int_index__points')) ~ ') as all_points') }}
{% endmacro %}

{% macro duckdb__published_points() %}
    {{ return(composite_index.published_table_of(
        ref('composite_index', 'int_index__points'), 'int_index__points_in_full'
    )) }}
{% endmacro %}

{# How the large published tables are materialised. #}
{% macro published_materialization() %}
    {{ return(adapter.dispatch('published_materialization', 'composite_index')()) }}
{% endmacro %}

{% macro default__published_materialization() %}
    {{ return(composite_index.table_materialization()) }}
{% endmacro %}

{% macro postgres__published_materialization() %}
    {{ return('published_table') }}
{% endmacro %}

{% macro duckdb__published_materialization() %}
    {{ return(composite_index.view_materialization()) }}
{% endmacro %}

{#
    The columns that the large published tables are partitioned by, or none. On Spark a question of a period and cohort reads
    the files of these alone; the columns stand last there.
#}
{% macro published_partitions() %}
    {{ return(adapter.dispatch('published_partitions', 'composite_index')()) }}
{% endmacro %}

{% macro default__published_partitions() %}
    {{ return(none) }}
{% endmacro %}

{% macro spark__published_partitions() %}
    {{ return(['period', 'cohort_id']) }}
{% endmacro %}

{# How the model is materialised that publishes. #}
{% macro promotion_materialization() %}
    {{ return(adapter.dispatch('promotion_materialization', 'composite_index')()) }}
{% endmacro %}

{% macro default__promotion_materialization() %}
    {{ return(composite_index.table_materialization()) }}
{% endmacro %}

{% macro duckdb__promotion_materialization() %}
    {{ return('promotion') }}
{% endmacro %}
