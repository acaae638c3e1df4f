with

-- the rows that say where they come from: those of a file, and those with a source or a note
described as (

    select * from {{ ref('composite_index', 'int_index__observations') }}
    where
        rule is null
        and (input_row is not null or source is not null or note is not null)

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where is_indicator

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

-- a value that is set aside is not published, and its source is not either
set_aside as (

    select
        unit_key,
        node_key
    from {{ ref('composite_index', 'int_index__values') }}
    where {{ composite_index.is_set_aside('rule') }}

),

placed as (

    select
        nodes.edition_key,
        units.unit_key,
        nodes.node_key,
        described.source,
        described.note,
        described.input_file,
        described.input_row
    from described
    inner join nodes
        on
            described.index_id = nodes.index_id
            and described.period = nodes.period
            and described.node_id = nodes.node_id
    inner join units
        on
            described.index_id = units.index_id
            and described.unit_id = units.unit_id
            -- a case, because on an equation DuckDB would join nodes with units first: a row for every possible value
            and case when nodes.cohort_id = units.cohort_id then 1 else 0 end = 1
            and {{ composite_index.is_present('units', 'nodes.period_order') }}
    left join set_aside
        on
            units.unit_key = set_aside.unit_key
            and nodes.node_key = set_aside.node_key
    where set_aside.node_key is null

),

decided as (

    {{ composite_index.overridden_scores() }}

),

final as (

    select
        coalesce(placed.edition_key, decided.edition_key) as edition_key,
        coalesce(placed.unit_key, decided.unit_key) as unit_key,
        coalesce(placed.node_key, decided.node_key) as node_key,
        placed.source,
        placed.note,
        placed.input_file,
        placed.input_row,
        case
            when decided.node_key is not null then 'score'
            when placed.source = 'input_overrides' then 'observation'
        end as override,
        case
            when decided.node_key is not null then decided.reason
            when placed.source = 'input_overrides' then placed.note
        end as override_reason
    from placed
    full outer join decided
        on
            placed.node_key = decided.node_key
            and placed.unit_key = decided.unit_key

)

select * from final
