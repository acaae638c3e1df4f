{# Where the tables are, as a message says it: the file on DuckDB, else the database. #}
{% macro warehouse() %}
    {{ return(adapter.dispatch('warehouse', 'composite_index')()) }}
{% endmacro %}

{% macro default__warehouse() %}
    {{ return('database ' ~ target.database) }}
{% endmacro %}

{% macro duckdb__warehouse() %}
    {{ return(target.path) }}
{% endmacro %}

{% macro spark__warehouse() %}
    {{ return('the catalogue of Spark') }}
{% endmacro %}

{# Where readers find the published tables: the published file on DuckDB, else the database. #}
{% macro published_place() %}
    {{ return(adapter.dispatch('published_place', 'composite_index')()) }}
{% endmacro %}

{% macro default__published_place() %}
    {{ return(composite_index.warehouse()) }}
{% endmacro %}

{% macro duckdb__published_place() %}
    {{ return(composite_index.published_path() or composite_index.warehouse()) }}
{% endmacro %}
