{#
    When this project runs on its own, its schemas carry the plain names of dbt_project.yml; a target schema other
    than the engine's default goes before them, so that several people can share one server.
    Inside a host project the host's own rule applies, as dbt never takes this macro from a package.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema in ['main', 'public', 'default'] -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
