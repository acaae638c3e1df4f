{#
    The units without a parent unit in a cohort where other units have one.
#}
{% macro units_without_parent() %}
select *
from (
    {{ composite_index.beside_aggregates(
        composite_index.looked_at('stg_index__units'), ['index_id', 'cohort_id'], {'units_with_parent': 'count(parent_unit)'}
    ) }}
) as counted
where parent_unit is null and units_with_parent > 0
{% endmacro %}
