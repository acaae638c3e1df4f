{#
    Where some units of a cohort have a parent unit all of them have one. Fails with those without.
    `show`: the columns for the message.
#}
{% test parents_are_complete(model, show) %}
select {{ show | join(', ') }}
from (
    select
        *,
        count(parent_unit) over (partition by index_id, cohort_id) as units_with_parent
    from {{ model }}
) as counted
where parent_unit is null and units_with_parent > 0
order by {{ (composite_index.input_place(show) + show) | join(', ') }}
{% endtest %}
