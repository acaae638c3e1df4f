{# The nodes of a comparison have one parent. Fails with those that are siblings nowhere. `nodes`: the framework's. #}
{% test siblings_are_compared(model, nodes) %}
select
    comparisons.index_id,
    comparisons.expert_id,
    comparisons.node_id,
    comparisons.compared_node_id,
    comparisons.input_file,
    comparisons.input_row
from {{ model }} as comparisons
where not exists (
    select 1
    from {{ nodes }} as one
    inner join {{ nodes }} as other
        on
            {{ composite_index.same_edition('one', 'other') }}
            and one.parent_id = other.parent_id
    where
        one.index_id = comparisons.index_id
        and one.node_id = comparisons.node_id
        and other.node_id = comparisons.compared_node_id
)
order by comparisons.index_id, comparisons.input_file, comparisons.input_row, comparisons.node_id
{% endtest %}
