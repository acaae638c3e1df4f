{#
    A query: the weights that a unit has of its own, where the parent uses their method: unit_key, node_key and weight. They
    are on the scale of the weights for all units, so the weights of all children add up to the same.
#}
{% macro weights_of_units() -%}
    select
        units.unit_key,
        nodes.node_key,
        weights.weight * nodes.siblings_weight as weight
    from {{ ref('composite_index', 'int_index__weights') }} as weights
    inner join {{ ref('composite_index', 'int_index__nodes') }} as nodes
        on {{ composite_index.same_node('weights', 'nodes') }}
    inner join {{ ref('composite_index', 'int_index__nodes') }} as parents
        on
            nodes.parent_key = parents.node_key
            and weights.method = parents.weighting
    inner join {{ ref('composite_index', 'int_index__units') }} as units
        on
            weights.index_id = units.index_id
            and weights.unit_id = units.unit_id
{%- endmacro %}
