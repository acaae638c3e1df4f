{#
    A method's name in the framework must be one that the package knows. Fails with the rows where it is not.
    `step`: the macro that lists the names. `show`: further columns. Which rows need one is the config `where`.
#}
{% test supported(model, column_name, step, show=[]) %}
{#- dbt gives a test only the macros that it finds called by name -#}
{%- set names = {
    'normalisation_methods': composite_index.normalisation_methods(),
    'aggregation_methods': composite_index.aggregation_methods(),
    'missing_rules': composite_index.missing_rules(),
    'transformations': composite_index.transformations(),
    'outlier_treatments': composite_index.outlier_treatments(),
    'imputations': composite_index.imputations(),
    'bounded_measures': composite_index.bounded_measures(),
}[step] %}
select
    {{ ([column_name] + show) | join(', ') }},
    '{{ names | join(", ") }}' as supported
from {{ model }}
where coalesce({{ column_name }} not in ('{{ names | join("', '") }}'), true)
order by {{ (composite_index.input_place(show) + show + [column_name]) | join(', ') }}
{% endtest %}
