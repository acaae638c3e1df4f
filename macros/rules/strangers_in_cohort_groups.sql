{#
    The units of other cohorts in a group that has the id of a cohort. Such a group is the cohort itself.
#}
{% macro strangers_in_cohort_groups() %}
select
    member_group.index_id,
    member_group.group_id,
    member_group.cohort_id,
    units.unit_id
from {{ composite_index.looked_at('int_index__groups') }} as member_group
inner join {{ composite_index.looked_at('int_index__group_units') }} as members
    on member_group.group_key = members.group_key
inner join {{ composite_index.looked_at('int_index__units') }} as units
    on members.unit_key = units.unit_key
where
    member_group.group_id <> member_group.cohort_id
    and exists (
        select 1
        from {{ composite_index.looked_at('int_index__groups') }} as cohort
        where
            cohort.index_id = member_group.index_id
            and cohort.cohort_id = member_group.group_id
    )
{% endmacro %}
