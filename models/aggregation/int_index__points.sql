{#- Levels that no tree has are left out, as in int_index__scores. -#}
{%- set levels = composite_index.kept_levels(composite_index.tree_depth()) -%}

with

scores as (

    select * from {{ ref('composite_index', 'int_index__scores') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where level <= {{ levels | last }}

),

included as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where
        is_included
        and {{ composite_index.is_of_batch('unit_key') }}

),

level_0 as (

    select
        {{ composite_index.broadcast(['nodes']) }}
        child.*,
        nodes.level,
        nodes.is_additive,
        case when child.score is null then 0.0 else 1.0 end as weight_used,
        case when child.score is null then 0.0 else 1.0 end as product_of_weights
    from scores as child
    inner join nodes
        on child.node_key = nodes.node_key
    where nodes.level = 0

),

{%- for level in levels[1:] %}

level_{{ level }} as (

    select
        {{ composite_index.broadcast(['nodes']) }}
        child.*,
        nodes.level,
        nodes.is_additive,
        {{ composite_index.weight_used() }} as weight_used,
        {{ composite_index.weight_used() }} * parent.product_of_weights as product_of_weights
    from scores as child
    inner join nodes
        on child.node_key = nodes.node_key
    inner join level_{{ level - 1 }} as parent
        on
            child.unit_key = parent.unit_key
            and nodes.parent_key = parent.node_key
    where nodes.level = {{ level }}

),
{%- endfor %}

weighted as (
    {% for level in levels %}
    select * from level_{{ level }}
    union all
    {%- endfor %}
    -- a node has a row for every included unit, even if the unit has no value below the node
    select
        {{ composite_index.broadcast(['nodes']) }}
        nodes.edition_key,
        included.unit_key,
        nodes.node_key,
        null as value,
        null as treated_value,
        null as treatment,
        null as score,
        0.0 as coverage,
        0 as imputed_indicators,
        0 as indicators_with_score,
        0 as undefined_children,
        0 as children_with_score,
        null as weight_with_score,
        nodes.level,
        nodes.is_additive,
        0.0 as weight_used,
        0.0 as product_of_weights
    from included
    inner join nodes
        on included.edition_key = nodes.edition_key
    left join scores
        on
            included.unit_key = scores.unit_key
            and nodes.node_key = scores.node_key
    where scores.node_key is null

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value,
        treated_value,
        treatment,
        score,
        coverage,
        indicators_with_score,
        imputed_indicators,
        undefined_children,
        weight_used,
        -- a score is a sum of its parts only under arithmetic means
        case when is_additive then product_of_weights end as final_weight_used,
        case when is_additive then score * product_of_weights end as points
    from weighted
    where {{ composite_index.is_level_of('score_levels', 'level') }}

)

select * from final
