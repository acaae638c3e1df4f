{%- set series = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'unit_id'] -%}
{%- set series_list = series | join(', ') -%}
{%- set node_keys = ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'] -%}
{%- set node = node_keys | join(', ') -%}

with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}

),

groups as (

    select * from {{ ref('composite_index', 'stg_index__groups') }}
    where grouping_id is not null

),

-- every method sees only the indicators that ask for it, so that it costs nothing where none does
of_cohorts as (

    select denominated.*
    from denominated
    inner join nodes
        on {{ composite_index.same_node('denominated', 'nodes') }}
    where nodes.imputation in ('mean', 'median')

),

cohort_centres as (

    select
        {{ node }},
        avg(value) as mean_value,
        {{ composite_index.median('value') }} as median_value
    from of_cohorts
    group by {{ node }}

),

-- a unit's group within the grouping that the indicator names
group_members as (

    select
        denominated.*,
        groups.group_id
    from denominated
    inner join nodes
        on {{ composite_index.same_node('denominated', 'nodes') }}
    inner join groups
        on
            denominated.index_id = groups.index_id
            and denominated.unit_id = groups.unit_id
            and nodes.imputation_grouping = groups.grouping_id
    where nodes.imputation in ('group_mean', 'group_median')

),

group_centres as (

    select
        {{ node }},
        group_id,
        avg(value) as mean_value,
        {{ composite_index.median('value') }} as median_value
    from group_members
    group by {{ node }}, group_id

),

unit_centres as (

    select
        group_members.index_id,
        group_members.scenario_id,
        group_members.period,
        group_members.cohort_id,
        group_members.node_id,
        group_members.unit_id,
        group_centres.mean_value,
        group_centres.median_value
    from group_members
    inner join group_centres
        on
            {{ composite_index.same_node('group_members', 'group_centres') }}
            and group_members.group_id = group_centres.group_id

),

index_periods as (

    select distinct
        index_id,
        period
    from nodes

),

-- periods that are numbers, such as years, are as far apart as these; others are one step apart
placed_periods as (

    select
        index_id,
        period,
        row_number() over (partition by index_id order by place, period) as step,
        case when are_numbers = 1 then place else row_number() over (partition by index_id order by place, period) end
            as place
    from (
        select
            index_id,
            period,
            {{ composite_index.try_double('period') }} as place,
            min(case when {{ composite_index.try_double('period') }} is null then 0 else 1 end)
                over (partition by index_id) as are_numbers
        from index_periods
    ) as read_periods

),

timed as (

    select
        denominated.*,
        nodes.imputation,
        nodes.imputation_periods,
        placed_periods.step,
        placed_periods.place,
        max(case when denominated.value is not null then placed_periods.step end) over (
            partition by {{ composite_index.qualified('denominated', series) }}
            order by placed_periods.step
            rows between unbounded preceding and current row
        ) as earlier_step,
        min(case when denominated.value is not null then placed_periods.step end) over (
            partition by {{ composite_index.qualified('denominated', series) }}
            order by placed_periods.step
            rows between current row and unbounded following
        ) as later_step
    from denominated
    inner join nodes
        on {{ composite_index.same_node('denominated', 'nodes') }}
    inner join placed_periods
        on
            denominated.index_id = placed_periods.index_id
            and denominated.period = placed_periods.period
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
        {{ node }},
        unit_id,
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
        asking.index_id,
        asking.scenario_id,
        asking.period,
        asking.cohort_id,
        asking.node_id,
        fellow.node_id as fellow_id,
        fellow.direction as fellow_direction
    from nodes as asking
    inner join nodes as fellow
        on
            {{ composite_index.same_edition('asking', 'fellow') }}
            and (asking.imputation = 'indicator_mean' or asking.parent_id = fellow.parent_id)
    where
        asking.imputation in ('sibling_mean', 'indicator_mean')
        and fellow.is_indicator

),

fellow_ranges as (

    select
        {{ composite_index.qualified('denominated', node_keys) }},
        min(denominated.value) as lowest,
        max(denominated.value) as highest
    from denominated
    where
        exists (
            select 1
            from fellows
            where
                {{ composite_index.same_edition('denominated', 'fellows') }}
                and denominated.node_id = fellows.fellow_id
        )
    group by
        {{ composite_index.qualified('denominated', node_keys) }}

),

-- how well the unit does there, 0 to 1, carried over to the range of the indicator that is missing
of_fellows as (

    select
        missing.index_id,
        missing.scenario_id,
        missing.period,
        missing.cohort_id,
        missing.node_id,
        missing.unit_id,
        avg(
            case
                when fellows.fellow_direction < 0 then ranges.highest - present.value
                else present.value - ranges.lowest
            end / nullif(ranges.highest - ranges.lowest, 0)
        ) as share
    from denominated as missing
    inner join fellows
        on {{ composite_index.same_node('missing', 'fellows') }}
    inner join denominated as present
        on
            {{ composite_index.same_edition('missing', 'present') }}
            and missing.unit_id = present.unit_id
            and fellows.fellow_id = present.node_id
    inner join fellow_ranges as ranges
        on {{ composite_index.same_node('present', 'ranges') }}
    where missing.value is null
    group by
        missing.index_id,
        missing.scenario_id,
        missing.period,
        missing.cohort_id,
        missing.node_id,
        missing.unit_id

),

filled as (

    select
        own.*,
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
        end as imputed_value
    from denominated as own
    inner join nodes
        on {{ composite_index.same_node('own', 'nodes') }}
    left join cohort_centres
        on {{ composite_index.same_node('own', 'cohort_centres') }}
    left join unit_centres
        on
            {{ composite_index.same_node('own', 'unit_centres') }}
            and own.unit_id = unit_centres.unit_id
    left join of_periods
        on
            {{ composite_index.same_node('own', 'of_periods') }}
            and own.unit_id = of_periods.unit_id
    left join of_fellows
        on
            {{ composite_index.same_node('own', 'of_fellows') }}
            and own.unit_id = of_fellows.unit_id
    left join fellow_ranges as ranges
        on {{ composite_index.same_node('own', 'ranges') }}

),

final as (

    select
        index_id,
        scenario_id,
        period,
        cohort_id,
        unit_id,
        node_id,
        raw_value,
        coalesce(value, imputed_value) as value,
        value is null and imputed_value is not null as is_imputed
    from filled

)

select * from final
