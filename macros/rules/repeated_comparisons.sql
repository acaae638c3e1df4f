{# The comparisons by one expert of one pair of siblings, in either direction, where there is more than one. #}
{% macro repeated_comparisons() %}
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
    from {{ composite_index.looked_at('stg_index__comparisons') }}
) as counted
where copies > 1
{% endmacro %}
