{# The comparisons of two nodes that have the same parent in no edition. #}
{% macro comparisons_of_no_siblings() %}
select
    comparisons.index_id,
    comparisons.expert_id,
    comparisons.node_id,
    comparisons.compared_node_id,
    comparisons.input_file,
    comparisons.input_row
from {{ composite_index.looked_at('stg_index__comparisons') }} as comparisons
where not exists (
    select 1
    from {{ composite_index.looked_at('int_index__framework') }} as one
    inner join {{ composite_index.looked_at('int_index__framework') }} as other
        on
            {{ composite_index.same_edition('one', 'other') }}
            and one.parent_id = other.parent_id
    where
        one.index_id = comparisons.index_id
        and one.node_id = comparisons.node_id
        and other.node_id = comparisons.compared_node_id
)
{% endmacro %}
