with

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

-- the indicators that an indicator's values come from: those under the same parent, or all of the index
fellows as (

    select
        asking.node_key,
        fellow.node_key as fellow_key,
        fellow.direction as fellow_direction
    from nodes as asking
    inner join nodes as fellow
        on
            asking.edition_key = fellow.edition_key
            and (asking.imputation = 'indicator_mean' or asking.parent_key = fellow.parent_key)
    where
        asking.imputation in ('sibling_mean', 'indicator_mean')
        and fellow.is_indicator

),

-- each place reads the values by the model's name, because DuckDB would keep in memory a query name that is used twice
ranges as (

    select
        denominated.node_key,
        min(denominated.treated_value) as lowest,
        max(denominated.treated_value) as highest
    from {{ ref('composite_index', 'int_index__denominated') }} as denominated
    where
        exists (
            select 1
            from fellows
            where denominated.node_key = fellows.fellow_key
        )
    group by denominated.node_key

),

-- how well the unit does on them: 0 at the worst value, 1 at the best
standings as (

    select
        missing.edition_key,
        missing.unit_key,
        missing.node_key,
        avg(
            case
                when fellows.fellow_direction < 0 then ranges.highest - present.treated_value
                else present.treated_value - ranges.lowest
            end
            / case
                when not {{ composite_index.is_same('ranges.highest', 'ranges.lowest') }}
                    then ranges.highest - ranges.lowest
            end
        ) as standing
    from {{ ref('composite_index', 'int_index__denominated') }} as missing
    inner join fellows
        on missing.node_key = fellows.node_key
    inner join {{ ref('composite_index', 'int_index__denominated') }} as present
        on
            missing.unit_key = present.unit_key
            and fellows.fellow_key = present.node_key
    inner join ranges
        on present.node_key = ranges.node_key
    where missing.treated_value is null
    group by missing.edition_key, missing.unit_key, missing.node_key

),

-- the value at the same share of the missing indicator's range
final as (

    select
        standings.edition_key,
        standings.unit_key,
        standings.node_key,
        case
            when nodes.direction < 0 then ranges.highest - standings.standing * (ranges.highest - ranges.lowest)
            else ranges.lowest + standings.standing * (ranges.highest - ranges.lowest)
        end as imputed_value
    from standings
    inner join nodes
        on standings.node_key = nodes.node_key
    inner join ranges
        on standings.node_key = ranges.node_key
    where
        standings.standing is not null
        and ranges.lowest is not null

)

select * from final
