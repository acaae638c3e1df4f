{# How a table is materialised that a model's own configuration makes; the properties files say the same by `*table`. #}
{% macro table_materialization() %}
    {{ return(adapter.dispatch('table_materialization', 'composite_index')()) }}
{% endmacro %}

{% macro default__table_materialization() %}
    {{ return('table') }}
{% endmacro %}

{# See the materialisation. #}
{% macro spark__table_materialization() %}
    {{ return('table_in_steps') }}
{% endmacro %}
