{#
    The cohorts that have units but no framework, each with one of its units. Nothing would score them.
#}
{% macro cohorts_without_framework() %}
select
    units.index_id,
    units.cohort_id,
    min(units.unit_id) as first_unit,
    count(*) as units
from {{ composite_index.looked_at('stg_index__units') }} as units
where
    {{ composite_index.takes_part('units') }}
    and not exists (
        select 1
        from {{ composite_index.looked_at('int_index__framework') }} as framework
        where
            framework.index_id = units.index_id
            and framework.cohort_id = units.cohort_id
    )
group by units.index_id, units.cohort_id
{% endmacro %}
