{%- set series = ['index_id', 'scenario_id', 'cohort_id', 'node_id', 'unit_key'] -%}
{%- set series_list = series | join(', ') -%}

with

denominated as (

    select * from {{ ref('composite_index', 'int_index__denominated') }}

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where imputation in ('last_value', 'constant', 'linear', 'linear_constant')

),

periods as (

    select * from {{ ref('composite_index', 'int_index__periods') }}
    where is_observed

),

timed as (

    select
        denominated.edition_key,
        denominated.unit_key,
        denominated.node_key,
        denominated.treated_value,
        nodes.index_id,
        nodes.scenario_id,
        nodes.cohort_id,
        nodes.node_id,
        nodes.imputation,
        nodes.imputation_periods,
        periods.period_number as step,
        periods.period_place as place,
        case when denominated.treated_value is not null then periods.period_number end as step_with_value
    from denominated
    inner join nodes
        on denominated.node_key = nodes.node_key
    inner join periods
        on
            nodes.index_id = periods.index_id
            and nodes.period = periods.period

),

stepped as (

    select
        *,
        max(step_with_value) over (
            partition by {{ series_list }} order by step rows between unbounded preceding and current row
        ) as earlier_step,
        min(step_with_value) over (
            partition by {{ series_list }} order by step rows between current row and unbounded following
        ) as later_step
    from timed

),

-- the nearest values before and after, unless they are more periods away than the indicator allows
neighboured as (

    select
        own.*,
        earlier.place as earlier_place,
        earlier.treated_value as earlier_value,
        later.place as later_place,
        later.treated_value as later_value
    from stepped as own
    left join stepped as earlier
        on
            {{ composite_index.same_key('own', 'earlier', series) }}
            and own.earlier_step = earlier.step
            and own.step - own.earlier_step <= coalesce(own.imputation_periods, own.step)
    left join stepped as later
        on
            {{ composite_index.same_key('own', 'later', series) }}
            and own.later_step = later.step
            and own.later_step - own.step <= coalesce(own.imputation_periods, own.later_step)
    where own.treated_value is null

),

filled as (

    select
        edition_key,
        unit_key,
        node_key,
        case
            when imputation in ('linear', 'linear_constant') and earlier_value is not null and later_value is not null
                then
                    earlier_value
                    + (later_value - earlier_value) * (place - earlier_place) / nullif(later_place - earlier_place, 0)
            when imputation in ('last_value', 'constant', 'linear_constant') and earlier_value is not null
                then earlier_value
            when imputation in ('constant', 'linear_constant') then later_value
        end as imputed_value
    from neighboured

),

final as (

    select * from filled
    where imputed_value is not null

)

select * from final
