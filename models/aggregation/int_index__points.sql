{#- what only some frameworks need, and no unit test gives -#}
{%- if model.resource_type != 'unit_test' -%}
{%- set needed_by_some = [
    ref('composite_index', 'int_index__weights'),
    ref('composite_index', 'stg_index__overrides'),
    ref('composite_index', 'int_index__units'),
    ref('composite_index', 'int_index__weights_from_data'),
] -%}
{%- endif -%}
{#- Levels that no tree has are left out, as in int_index__scores. -#}
{%- set levels = composite_index.kept_levels(composite_index.tree_depth()) -%}
{%- set parents = composite_index.parents_in_use() -%}
{%- set with_sums = composite_index.words_in_use(
    'aggregation', composite_index.methods_that(composite_index.aggregations(), 'is_sum')) -%}
{%- set zero = 'cast(0 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set one = 'cast(1 as ' ~ composite_index.type_double() ~ ')' -%}
{%- set of_node = ['node_key', 'level', 'is_additive'] -%}
{%- set of_child = [
    'value', 'treated_value', 'treatment', 'aggregated_score', 'score', 'coverage', 'imputed_indicators', 'indicators_with_score',
    'undefined_children', 'children_with_score', 'weight_with_score',
] -%}

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

{{- composite_index.own_weights(parents) }}

-- From the index down: a node has a row for every included unit, even if the unit has no value below the node.
level_0 as (

    select
        {{ composite_index.broadcast(['nodes']) }}
        included.edition_key,
        included.unit_key,
        {{ composite_index.qualified('nodes', of_node) }},
        {{ composite_index.qualified('child', of_child) }},
        case when child.score is null then {{ zero }} else {{ one }} end as weight_used,
        case when child.score is null then {{ zero }} else {{ one }} end as product_of_weights
    from included
    inner join nodes
        on included.edition_key = nodes.edition_key
    left join scores as child
        on
            included.unit_key = child.unit_key
            and nodes.node_key = child.node_key
            and child.level = 0
    where nodes.level = 0

),

{%- for level in levels[1:] %}
{%- set weight = composite_index.own_weight(level - 1, parents, 'nodes.weight') %}
{%- set weight_used = composite_index.weight_used(weight, with_sums) %}

level_{{ level }} as (

    select
        {{ composite_index.broadcast(['nodes']) }}
        parent.edition_key,
        parent.unit_key,
        {{ composite_index.qualified('nodes', of_node) }},
        {{ composite_index.qualified('child', of_child) }},
        {{ weight_used }} as weight_used,
        {{ weight_used }} * parent.product_of_weights as product_of_weights
    from level_{{ level - 1 }} as parent
    inner join nodes
        on parent.node_key = nodes.parent_key
    -- its own level alone, so that the engine keeps no more scores in memory
    left join scores as child
        on
            parent.unit_key = child.unit_key
            and nodes.node_key = child.node_key
            and child.level = {{ level }}
    {{- composite_index.join_own_weights(level - 1, parents, 'nodes.node_key', 'parent.unit_key') }}

),
{%- endfor %}

weighted as (
    {% for level in levels %}
    select * from level_{{ level }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value,
        treated_value,
        treatment,
        aggregated_score,
        score,
        coalesce(coverage, 0) as coverage,
        coalesce(indicators_with_score, 0) as indicators_with_score,
        coalesce(imputed_indicators, 0) as imputed_indicators,
        coalesce(undefined_children, 0) as undefined_children,
        weight_used,
        -- a score is a sum of its parts only under arithmetic means
        case when is_additive then product_of_weights end as final_weight_used,
        case when is_additive then score * product_of_weights end as points
    from weighted
    where {{ composite_index.is_level_of('score_levels', 'level') }}

)

select * from final
