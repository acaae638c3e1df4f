{#
    What a session is told before a model is built. PostgreSQL takes joins on cleaned text for joins of a few rows and goes
    through one side again for each row of the other, which takes hours where hashing takes a second.
#}
{% macro planner_settings() -%}
    {{ adapter.dispatch('planner_settings', 'composite_index')() }}
{%- endmacro %}

{% macro default__planner_settings() -%}{%- endmacro %}

{% macro postgres__planner_settings() -%}
    set local enable_nestloop = off
{%- endmacro %}
