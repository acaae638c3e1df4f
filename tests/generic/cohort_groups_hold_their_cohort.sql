{#
    A group with the id of a cohort names that cohort and nothing else. Fails with the units of other cohorts.
    `members`: a row per group and unit. `units`: their codes.
#}
{% test cohort_groups_hold_their_cohort(model, members, units) %}
select
    member_group.index_id,
    member_group.group_id,
    member_group.cohort_id,
    units.unit_id
from {{ model }} as member_group
inner join {{ members }} as members
    on member_group.group_key = members.group_key
inner join {{ units }} as units
    on members.unit_key = units.unit_key
where
    member_group.group_id <> member_group.cohort_id
    and exists (
        select 1
        from {{ model }} as cohort
        where
            cohort.index_id = member_group.index_id
            and cohort.cohort_id = member_group.group_id
    )
order by member_group.index_id, member_group.group_id, units.unit_id
{% endtest %}
