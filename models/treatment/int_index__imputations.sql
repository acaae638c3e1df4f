{%- set has_imputations = composite_index.has_rows('int_index__nodes', 'imputation is not null') -%}
{%- set series = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'unit_key'] -%}

with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}
    {%- if not has_imputations %}
    where false
    {%- endif %}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

units as (

    select * from {{ ref('composite_index', 'int_index__units') }}

),

groups as (

    select
        groups.index_id,
        groups.grouping_id,
        groups.group_id,
        units.unit_key
    from {{ ref('composite_index', 'stg_index__groups') }} as groups
    inner join units
        on
            groups.index_id = units.index_id
            and groups.unit_id = units.unit_id
    where groups.grouping_id is not null

),

-- every method sees only the indicators that ask for it, so that it costs nothing where none does
of_cohorts as (

    select denominated.*
    from denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    where nodes.imputation in ('mean', 'median')

),

cohort_centres as (

    select
        node_key,
        avg(value) as mean_value,
        {{ composite_index.median('value') }} as median_value
    from of_cohorts
    group by node_key

),

-- a unit's group within the grouping that the indicator names
group_members as (

    select
        denominated.*,
        groups.group_id
    from denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    inner join groups
        on
            nodes.index_id = groups.index_id
            and denominated.unit_key = groups.unit_key
            and nodes.imputation_grouping = groups.grouping_id
    where nodes.imputation in ('group_mean', 'group_median')

),

group_centres as (

    select
        node_key,
        group_id,
        avg(value) as mean_value,
        {{ composite_index.median('value') }} as median_value
    from group_members
    group by node_key, group_id

),

unit_centres as (

    select
        group_members.node_key,
        group_members.unit_key,
        group_centres.mean_value,
        group_centres.median_value
    from group_members
    inner join group_centres
        on
            group_members.node_key = group_centres.node_key
            and group_members.group_id = group_centres.group_id

),

periods as (

    select * from {{ ref('composite_index', 'int_index__periods') }}
    where is_observed

),

timed as (

    select
        denominated.*,
        nodes.index_id,
        nodes.scenario_id,
        nodes.cohort_id,
        nodes.node_id,
        nodes.imputation,
        nodes.imputation_periods,
        periods.period_number as step,
        periods.period_place as place,
        max(case when denominated.value is not null then periods.period_number end) over (
            partition by nodes.index_id, nodes.scenario_id, nodes.cohort_id, nodes.node_id, denominated.unit_key
            order by periods.period_number
            rows between unbounded preceding and current row
        ) as earlier_step,
        min(case when denominated.value is not null then periods.period_number end) over (
            partition by nodes.index_id, nodes.scenario_id, nodes.cohort_id, nodes.node_id, denominated.unit_key
            order by periods.period_number
            rows between current row and unbounded following
        ) as later_step
    from denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    inner join periods
        on
            nodes.index_id = periods.index_id
            and nodes.period = periods.period
    where nodes.imputation in ('last_value', 'constant', 'linear', 'linear_constant')

),

-- the nearest values before and after, unless they are more periods away than the indicator allows
neighboured as (

    select
        own.*,
        earlier.place as earlier_place,
        earlier.value as earlier_value,
        later.place as later_place,
        later.value as later_value
    from timed as own
    left join timed as earlier
        on
            {{ composite_index.same_key('own', 'earlier', series) }}
            and own.earlier_step = earlier.step
            and own.step - own.earlier_step <= coalesce(own.imputation_periods, own.step)
    left join timed as later
        on
            {{ composite_index.same_key('own', 'later', series) }}
            and own.later_step = later.step
            and own.later_step - own.step <= coalesce(own.imputation_periods, own.later_step)
    where own.value is null

),

of_periods as (

    select
        node_key,
        unit_key,
        case
            when imputation in ('linear', 'linear_constant') and earlier_value is not null and later_value is not null
                then
                    earlier_value
                    + (later_value - earlier_value) * (place - earlier_place) / nullif(later_place - earlier_place, 0)
            when imputation in ('last_value', 'constant', 'linear_constant') and earlier_value is not null
                then earlier_value
            when imputation in ('constant', 'linear_constant') then later_value
        end as value
    from neighboured

),

-- the unit's other indicators: those under the same parent, or all of the index
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

fellow_ranges as (

    select
        denominated.node_key,
        min(denominated.value) as lowest,
        max(denominated.value) as highest
    from denominated
    where
        exists (
            select 1
            from fellows
            where denominated.node_key = fellows.fellow_key
        )
    group by denominated.node_key

),

-- how well the unit does there, 0 to 1, carried over to the range of the indicator that is missing
of_fellows as (

    select
        missing.node_key,
        missing.unit_key,
        avg(
            case
                when fellows.fellow_direction < 0 then ranges.highest - present.value
                else present.value - ranges.lowest
            end
            / case
                when not {{ composite_index.is_same('ranges.highest', 'ranges.lowest') }}
                    then ranges.highest - ranges.lowest
            end
        ) as share
    from denominated as missing
    inner join fellows
        on missing.node_key = fellows.node_key
    inner join denominated as present
        on
            missing.unit_key = present.unit_key
            and fellows.fellow_key = present.node_key
    inner join fellow_ranges as ranges
        on present.node_key = ranges.node_key
    where missing.value is null
    group by missing.node_key, missing.unit_key

),

filled as (

    select
        own.edition_key,
        own.unit_key,
        own.node_key,
        case
            when nodes.imputation = 'mean' then cohort_centres.mean_value
            when nodes.imputation = 'median' then cohort_centres.median_value
            when nodes.imputation = 'group_mean' then unit_centres.mean_value
            when nodes.imputation = 'group_median' then unit_centres.median_value
            when nodes.imputation in ('sibling_mean', 'indicator_mean')
                then
                    case
                        when nodes.direction < 0
                            then ranges.highest - of_fellows.share * (ranges.highest - ranges.lowest)
                        else ranges.lowest + of_fellows.share * (ranges.highest - ranges.lowest)
                    end
            else of_periods.value
        end as value
    from denominated as own
    inner join nodes
        on own.node_key = nodes.node_key
    left join cohort_centres
        on own.node_key = cohort_centres.node_key
    left join unit_centres
        on
            own.node_key = unit_centres.node_key
            and own.unit_key = unit_centres.unit_key
    left join of_periods
        on
            own.node_key = of_periods.node_key
            and own.unit_key = of_periods.unit_key
    left join of_fellows
        on
            own.node_key = of_fellows.node_key
            and own.unit_key = of_fellows.unit_key
    left join fellow_ranges as ranges
        on own.node_key = ranges.node_key
    where own.value is null and nodes.imputation is not null

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        value
    from filled
    where value is not null

)

select * from final
