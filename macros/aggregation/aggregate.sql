{#
    The score of a parent from its children's under one aggregation, looked up by its name in the framework.

    A method is a macro `default__aggregate_<method>` in its own file and a name in `aggregation_methods`. It is
    an aggregate expression over the children's columns `score` and `weight`; children without a score are null.
    A host overrides or adds a method through dbt's dispatch search order.
#}
{% macro aggregate(method) -%}
    {#- dbt parses a call of adapter.dispatch before it runs and takes constant names only -#}
    {%- set dispatch = adapter.dispatch -%}
    {{ dispatch('aggregate_' ~ method, 'composite_index')() }}
{%- endmacro %}
