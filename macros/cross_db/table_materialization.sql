{# How a table is materialised that a model's own configuration makes; the properties files say the same by `*table`. #}
{% macro table_materialization() %}
    {{ return(adapter.dispatch('table_materialization', 'composite_index')()) }}
{% endmacro %}

{% macro default__table_materialization() %}
    {{ return('table') }}
{% endmacro %}

{# See the materialisation, as for Spark. #}
{% macro duckdb__table_materialization() %}
    {{ return('table_in_place') }}
{% endmacro %}

{% macro spark__table_materialization() %}
    {{ return('table_in_steps') }}
{% endmacro %}

{# How a view is materialised that a model's own configuration makes. #}
{% macro view_materialization() %}
    {{ return(adapter.dispatch('view_materialization', 'composite_index')()) }}
{% endmacro %}

{% macro default__view_materialization() %}
    {{ return('view') }}
{% endmacro %}

{% macro duckdb__view_materialization() %}
    {{ return('view_in_place') }}
{% endmacro %}
