{#
    Common table expressions; the last is `placed`: each node's place in the tree, from the index down. Unrolled to the variable
    `max_depth`. Reads `weighted`: the nodes with their parents' words and weights. Columns:

    level, path, lineage    the place
    final_weight            product of the shares in the parents' weights; below a sum the weight itself
    is_additive             whether the points of the node add up with others to the index
    level_of_own_scale      level of the nearest node above with its own scale; -1 if there is none
    level_of_sum            level of the highest of the sums that end in the node
    weight_in_sum           product of the weights below that sum, without weights of 0
    zeros_in_sum            number of these
#}
{% macro placed_nodes() -%}
{%- set means = composite_index.aggregations() -%}
{%- set adding_up = composite_index.quoted(composite_index.methods_that(means, 'adds_up')) -%}
{%- set sums = composite_index.quoted(composite_index.methods_that(means, 'is_sum')) -%}
level_0 as (

    select
        edition_key,
        node_key,
        0 as level,
        true as is_additive,
        weight_share as final_weight,
        has_own_scale,
        is_sum,
        -1 as level_of_own_scale,
        0 as level_of_sum,
        cast(1 as {{ composite_index.type_double() }}) as weight_in_sum,
        0 as zeros_in_sum,
        node_id as path,
        {{ composite_index.lineage('node_id') }} as lineage
    from weighted
    where parent_id is null

),

{%- for level in range(1, composite_index.max_depth() + 1) %}

level_{{ level }} as (

    select
        child.edition_key,
        child.node_key,
        {{ level }} as level,
        parent.is_additive
        and coalesce(child.parent_aggregation, 'arithmetic') in ({{ adding_up }})
        and child.parent_normalisation is null as is_additive,
        parent.final_weight
        * case when child.parent_aggregation in ({{ sums }}) then child.chosen_weight else child.weight_share end
            as final_weight,
        child.has_own_scale,
        child.is_sum,
        -- of the nearest node above with its own scale, and of the highest of the sums that end in the node
        case when parent.has_own_scale then parent.level else parent.level_of_own_scale end as level_of_own_scale,
        case when parent.is_sum then parent.level_of_sum else {{ level }} end as level_of_sum,
        case
            when not parent.is_sum then 1
            when child.chosen_weight = 0 then parent.weight_in_sum
            else parent.weight_in_sum * child.chosen_weight
        end as weight_in_sum,
        case when not parent.is_sum then 0 when child.chosen_weight = 0 then parent.zeros_in_sum + 1 else parent.zeros_in_sum end
            as zeros_in_sum,
        parent.path || '/' || child.node_id as path,
        parent.lineage || {{ composite_index.lineage('child.node_id') }} as lineage
    from weighted as child
    inner join level_{{ level - 1 }} as parent
        on child.parent_key = parent.node_key

),
{%- endfor %}

placed as (
    {% for level in range(0, composite_index.max_depth() + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)
{%- endmacro %}
