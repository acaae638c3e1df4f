{#
    The package's schemas carry the plain names of dbt_project.yml; a target schema other than the engine's default goes
    before them, so that several people can share one server. dbt takes this macro for the package's own models and
    seeds, in a host too; a host that has a rule of its own expects it to hold for them, and it does.
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
