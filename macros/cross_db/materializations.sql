{#
    The package's materialisations where an engine has no way of its own: dbt's. Each is named for what a model is, and an
    engine may have its own way of it: DuckDB in `in_place.sql` and `table_in_batches.sql`, Spark in `table_in_steps.sql`.
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
