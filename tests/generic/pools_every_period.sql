{#
    Ranks among pooled periods are taken of the rows that say so: an indicator that pools in one period and not in
    another would be ranked among part of them. Fails with the indicators that do.
#}
{% test pools_every_period(model) %}
select
    index_id,
    cohort_id,
    node_id,
    min(coalesce(statistics_period, 'none')) as one_period,
    max(coalesce(statistics_period, 'none')) as another_period
from {{ model }}
where normalisation in ('{{ composite_index.ranking_normalisations() | join("', '") }}')
group by index_id, scenario_id, cohort_id, node_id
having min(coalesce(statistics_period, 'none')) <> max(coalesce(statistics_period, 'none'))
order by index_id, cohort_id, node_id
{% endtest %}
