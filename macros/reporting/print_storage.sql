{#
    A line about a DuckDB file that DuckDB 1.2 cannot read. Tools with an older DuckDB built in refuse such a file, and
    a file keeps the storage version that it was made with.
#}
{% macro print_storage() %}
    {{ return(adapter.dispatch('print_storage', 'composite_index')()) }}
{% endmacro %}

{% macro default__print_storage() %}
{% endmacro %}

{% macro duckdb__print_storage() %}
    {% set rows = run_query("select tags['storage_version'] from duckdb_databases()
        where database_name = current_database()").rows %}
    {% set version = (rows[0][0] or '').strip('v+') if rows else '' %}
    {% set parts = version.split('.') %}
    {% if parts | length > 1 and (parts[0] | int, parts[1] | int) > (1, 2) %}
        {% do print('Storage: only DuckDB ' ~ version ~ ' and later read ' ~ composite_index.warehouse()
            ~ '. A new file is read by DuckDB 1.2 too where the profile says config_options: '
            ~ '{storage_compatibility_version: v1.2.0}') %}
    {% endif %}
{% endmacro %}
