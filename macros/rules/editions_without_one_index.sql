{# The editions that have no node without a parent, or several of them. #}
{% macro editions_without_one_index() %}
select
    index_id,
    scenario_id,
    period,
    cohort_id,
    count(case when parent_id is null then 1 end) as nodes_without_parent,
    min(case when parent_id is null then node_id end) as first_node,
    max(case when parent_id is null then node_id end) as last_node
from {{ composite_index.looked_at('int_index__nodes') }}
group by index_id, scenario_id, period, cohort_id
having count(case when parent_id is null then 1 end) <> 1
{% endmacro %}
