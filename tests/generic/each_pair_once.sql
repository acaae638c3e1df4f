{# A pair of siblings is compared once by an expert, in one direction. Fails with the rows that share their pair. #}
{% test each_pair_once(model) %}
select
    index_id,
    expert_id,
    node_id,
    compared_node_id,
    ratio,
    input_file,
    input_row
from (
    select
        *,
        count(*) over (
            partition by
                index_id,
                expert_id,
                case when node_id < compared_node_id then node_id else compared_node_id end,
                case when node_id < compared_node_id then compared_node_id else node_id end
        ) as copies
    from {{ model }}
) as counted
where copies > 1
order by index_id, expert_id, input_file, input_row, node_id, compared_node_id
{% endtest %}
