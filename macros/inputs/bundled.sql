{#
    An input that comes with this project: a ref to its seed when the project runs on its own, nothing in a host.
    A host has its own inputs. An input that it leaves out is empty there, not the bundled index's.
#}
{% macro bundled(seed) %}
    {%- if project_name == 'composite_index' -%}
        {{ ref('composite_index', seed) }}
    {%- endif -%}
{% endmacro %}
