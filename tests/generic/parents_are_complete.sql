{#
    Where some units of a cohort have a parent unit all of them have one. Fails with those without.
    `show`: the columns for the message.
#}
{% test parents_are_complete(model, show) %}
select {{ show | join(', ') }}
from (
    {{ composite_index.beside_aggregates(
        model, ['index_id', 'cohort_id'], {'units_with_parent': 'count(parent_unit)'}
    ) }}
) as counted
where parent_unit is null and units_with_parent > 0
order by {{ (composite_index.input_place(show) + show) | join(', ') }}
{% endtest %}
