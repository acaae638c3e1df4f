{%- set has_missing_rows = composite_index.has_rows('int_index__nodes', 'keeps_missing') -%}

-- depends_on: {{ ref('composite_index', 'int_index__suspected_observations') }}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where keeps_missing

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

known as (

    select
        given.unit_key,
        given.node_key
    from {{ ref('composite_index', 'int_index__given_values') }} as given
    inner join nodes
        on given.node_key = nodes.node_key

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value
    -- by its name in both places: under one name DuckDB would keep all of it in memory
    from {{ ref('composite_index', 'int_index__given_values') }}
    {%- if has_missing_rows %}
    union all
    select
        nodes.edition_key,
        edition_units.unit_key,
        nodes.node_key,
        null as value
    from nodes
    inner join edition_units
        on nodes.edition_key = edition_units.edition_key
    left join known
        on
            edition_units.unit_key = known.unit_key
            and nodes.node_key = known.node_key
    where known.node_key is null
    {%- endif %}

)

select * from final
