{# A group with the id of a cohort names that cohort and nothing else. Fails with the units of other cohorts. #}
{% test cohort_groups_hold_their_cohort(model) %}
select
    member.index_id,
    member.group_id,
    member.cohort_id,
    member.unit_id
from {{ model }} as member
where
    member.group_id <> member.cohort_id
    and exists (
        select 1
        from {{ model }} as cohort
        where
            cohort.index_id = member.index_id
            and cohort.cohort_id = member.group_id
    )
order by member.index_id, member.group_id, member.unit_id
{% endtest %}
