{%- set methods = composite_index.variable('suggested_weights') -%}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where parent_key is not null

),

siblings as (

    select
        nodes.parent_key,
        scores.edition_key,
        scores.node_key,
        scores.unit_key,
        scores.score,
        {{ composite_index.height_on_scale('scores.score') }} as height,
        cast(null as {{ composite_index.type_double() }}) as entropy_offset
    from {{ ref('composite_index', 'int_index__scores') }} as scores
    inner join nodes
        on scores.node_key = nodes.node_key
    where {{ 'true' if methods else 'false' }}

),

{{ composite_index.weights_from_scores(methods) }}

select * from weights_from_scores
