{#
    The score of an indicator's value under one normalisation, looked up by its name in the framework.

    A method is a macro `default__normalise_<method>` in its own file and a name in `normalisation_methods`.
    It is an expression over these columns of `int_index__normalised`:
    value, minimum, maximum (over the cohort), lower, upper (goalposts), clip, direction (1 or -1),
    scale_lower, scale_upper. It must be null where the value is null.
    A host overrides or adds a method through dbt's dispatch search order.
#}
{% macro normalise(method) -%}
    {#- dbt parses a call of adapter.dispatch before it runs and takes constant names only -#}
    {%- set dispatch = adapter.dispatch -%}
    {{ dispatch('normalise_' ~ method, 'composite_index')() }}
{%- endmacro %}
