{#
    Settings of the session before a model is built. PostgreSQL expects joins on cleaned text to give a few rows and
    chooses nested loops, which take hours where hashing takes a second.
#}
{% macro planner_settings() -%}
    {{ adapter.dispatch('planner_settings', 'composite_index')() }}
{%- endmacro %}

{% macro default__planner_settings() -%}{%- endmacro %}

{% macro postgres__planner_settings() -%}
    set local enable_nestloop = off
{%- endmacro %}
