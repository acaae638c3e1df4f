{#
    An input that comes with this project: a ref to its seed when the project runs on its own, nothing in a host.
    A host has inputs of its own; what it leaves out is empty there and not the bundled index.
#}
{% macro bundled(seed) %}
    {%- if project_name == 'composite_index' -%}
        {{ ref('composite_index', seed) }}
    {%- endif -%}
{% endmacro %}
