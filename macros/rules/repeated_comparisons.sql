{# The comparisons that an expert gives more than once for a pair of siblings, in either direction. #}
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
