{# Exactly one node without a parent per index, scenario, period and cohort. Fails with the nodes, or with none named. #}
{% test one_index_node(model) %}
select
    index_id,
    scenario_id,
    period,
    cohort_id,
    count(case when parent_id is null then 1 end) as nodes_without_parent,
    min(case when parent_id is null then node_id end) as first_node,
    max(case when parent_id is null then node_id end) as last_node
from {{ model }}
group by index_id, scenario_id, period, cohort_id
having count(case when parent_id is null then 1 end) <> 1
order by index_id, scenario_id, period, cohort_id
{% endtest %}
