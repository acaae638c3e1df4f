{#
    The package's schemas have the plain names of dbt_project.yml. A target schema other than the engine's default is
    put before them, so several people can share one server. dbt also uses this macro for the package's models and seeds
    in a host. If the host has its own macro of this name, that one applies to them as well.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set host = context.get(project_name, {}) if project_name != 'composite_index' else {} -%}
    {%- if 'generate_schema_name' in host -%}
        {{ host['generate_schema_name'](custom_schema_name, node) }}
    {%- elif custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema in ['main', 'public', 'default'] -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
