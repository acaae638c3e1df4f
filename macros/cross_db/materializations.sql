{#
    The package's materialisations for engines that have none of their own: they are dbt's. Each name says what kind of
    model it is for. DuckDB has its own in `in_place.sql` and `table_in_batches.sql`, Spark in `table_in_steps.sql`.
#}
{% materialization index_table, default %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% materialization index_view, default %}
    {{ return(dbt.materialization_view_default()) }}
{% endmaterialization %}

{% materialization view_in_batches, default %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% materialization table_in_batches, default %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% materialization promotion, default %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}
