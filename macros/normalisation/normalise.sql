{#
    The score of an indicator's value under one normalisation, looked up by its name in the framework.

    A method is a macro `default__normalise_<method>` in its own file and an entry of `normalisations`, which says what it
    needs. It is an expression over these columns of `int_index__normalised`; it must be null where `value` is null.

    value                            the treated value
    direction                        1 or -1
    minimum, maximum                 of the cohort's treated values, and cohort_mean, cohort_sd (n - 1), reference_value,
                                     present_values (their number); cohort_median only for methods that need it
    best, worst                      maximum and minimum, or the other way round where less is better
    lower, upper, target, target_upper    of the framework, transformed as the values are
    clip, mean, sd                   of the framework
    scale_lower, scale_upper         of the framework
    value_rank, value_rank_average   rank among the cohort's values, worst first, ties with the lowest or mean rank
    ranked_values                    how many values are ranked; the last three only for methods that need ranks

    A project overrides or adds a method through dbt's dispatch search order.
#}
{% macro normalise(method) -%}
    {#- dbt parses a call of adapter.dispatch before it runs and takes constant names only -#}
    {%- set dispatch = adapter.dispatch -%}
    {%- set formula = dispatch('normalise_' ~ method, 'composite_index')() -%}
    {%- if ('value_rank' in formula or 'ranked_values' in formula)
        and method not in composite_index.methods_that_may_need_ranks() -%}
        {{ exceptions.raise_compiler_error(
            'The normalisation ' ~ method ~ " reads ranks. Say so in a macro default__more_normalisations: {'" ~ method
            ~ "': {'needs_ranks': true}}.") }}
    {%- endif -%}
    {{ formula }}
{%- endmacro %}
