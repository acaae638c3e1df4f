{{ composite_index.after_gate('gate_index__observations') }}

with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

denominators as (

    select * from {{ ref('composite_index', 'int_index__denominators') }}

),

edition_units as (

    select * from {{ ref('composite_index', 'int_index__edition_units') }}

),

denominated as (

    select
        given.edition_key,
        given.unit_key,
        given.node_key,
        given.value,
        case
            when nodes.denominator is null then given.value
            else given.value / nullif(denominators.value / nodes.denominator_scale, 0)
        end as treated_value
    from {{ ref('composite_index', 'int_index__values') }} as given
    inner join nodes
        on given.node_key = nodes.node_key
    left join denominators
        on
            given.unit_key = denominators.unit_key
            and given.node_key = denominators.node_key

),

-- named by the table in both places, because DuckDB would keep in memory a query name that is used twice
kept_rows as (

    select
        given.unit_key,
        given.node_key
    from {{ ref('composite_index', 'int_index__values') }} as given
    inner join nodes
        on given.node_key = nodes.node_key
    where nodes.keeps_missing

),

-- a value without a row gets one if a model needs it
absent as (

    select
        nodes.edition_key,
        edition_units.unit_key,
        nodes.node_key
    from nodes
    inner join edition_units
        on nodes.edition_key = edition_units.edition_key
    left join kept_rows
        on
            edition_units.unit_key = kept_rows.unit_key
            and nodes.node_key = kept_rows.node_key
    where
        nodes.keeps_missing
        and kept_rows.node_key is null

),

final as (

    select * from denominated
    union all
    select
        edition_key,
        unit_key,
        node_key,
        null as value,
        null as treated_value
    from absent

)

select * from final
