{#
    The nodes that are ranked over all periods in one period and not in another. They would be ranked over some of
    the periods only.
#}
{% macro partly_pooled_indicators() %}
select
    index_id,
    cohort_id,
    node_id,
    min(coalesce(statistics_period, 'none')) as one_period,
    max(coalesce(statistics_period, 'none')) as another_period
from {{ composite_index.looked_at('int_index__nodes') }}
where normalisation in (
    {{ composite_index.quoted(composite_index.methods_that(composite_index.normalisations(), 'needs_ranks')) }}
)
group by index_id, scenario_id, cohort_id, node_id
having min(coalesce(statistics_period, 'none')) <> max(coalesce(statistics_period, 'none'))
{% endmacro %}
