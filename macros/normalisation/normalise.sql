{#
    The score of an indicator's value under one normalisation, looked up by its name in the framework.

    A method is a macro `default__normalise_<method>` in its own file and a name in `normalisation_methods`.
    It is an expression over these columns of `int_index__normalised`; it must be null where `value` is null.

    value                            the treated value
    direction                        1 or -1
    minimum, maximum                 of the cohort's treated values, and cohort_mean, cohort_sd (n - 1), reference_value
    best, worst                      maximum and minimum, or the other way round where less is better
    lower, upper, target             of the framework, transformed as the values are
    clip, mean, sd                   of the framework
    scale_lower, scale_upper         of the framework
    value_rank, value_rank_average   rank among the cohort's values, worst first, ties with the lowest or mean rank
    ranked_values                    how many values are ranked

    A host overrides or adds a method through dbt's dispatch search order.
#}
{% macro normalise(method) -%}
    {#- dbt parses a call of adapter.dispatch before it runs and takes constant names only -#}
    {%- set dispatch = adapter.dispatch -%}
    {{ dispatch('normalise_' ~ method, 'composite_index')() }}
{%- endmacro %}
