{%- set keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'parent_id', 'node_id'] -%}
{%- set methods = composite_index.words_in_use('weighting', composite_index.weightings_from_data()) -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

parents as (

    select * from nodes
    where weights_are_from_data

),

-- the parent says whether the period, all periods or a named one give the weights
sources as (

    {{ composite_index.statistics_sources('nodes.weights_are_from_data') }}

),

children as (

    select
        child.parent_key,
        child.node_key,
        source_child.node_key as source_key,
        parents.entropy_offset
    from nodes as child
    inner join parents
        on child.parent_key = parents.node_key
    inner join sources
        on parents.node_key = sources.node_key
    inner join nodes as source_child
        on
            sources.source_key = source_child.parent_key
            and child.node_id = source_child.node_id

),

siblings as (

    select
        children.parent_key,
        children.node_key,
        normalised.edition_key,
        normalised.unit_key,
        normalised.score,
        {{ composite_index.height_on_scale('normalised.score') }} as height,
        children.entropy_offset
    from {{ ref('composite_index', 'int_index__normalised') }} as normalised
    inner join children
        on normalised.node_key = children.source_key
    inner join nodes
        on normalised.node_key = nodes.node_key

),

{{ composite_index.weights_from_scores(methods) }},

final as (

    select
        nodes.edition_key,
        nodes.node_key,
        nodes.parent_key,
        parents.weighting as method,
        found.weight,
        parents.final_weight * found.weight as final_weight,
        found.loading,
        found.explained_share,
        {{ composite_index.qualified('nodes', keys) }},
        parents.input_file,
        parents.input_row
    from nodes
    inner join parents
        on nodes.parent_key = parents.node_key
    left join weights_from_scores as found
        on
            nodes.node_key = found.node_key
            and parents.weighting = found.method

)

select * from final
