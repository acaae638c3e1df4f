{#
    Every cohort of an index has a framework. Fails with the cohorts that no row holds for, with one of their units, which
    would not be scored. `units`: the units.
#}
{% test holds_for_cohorts(model, units) %}
select
    units.index_id,
    units.cohort_id,
    min(units.unit_id) as first_unit,
    count(*) as units
from {{ units }} as units
where
    {{ composite_index.takes_part('units') }}
    and not exists (
        select 1
        from {{ model }} as framework
        where
            framework.index_id = units.index_id
            and framework.cohort_id = units.cohort_id
    )
group by units.index_id, units.cohort_id
order by units.index_id, units.cohort_id
{% endtest %}
