{%- set steps = composite_index.max_winsorised_points() -%}
{#- a percentile between two equal values may differ from them by noise -#}
{%- set is_beyond = [
    'sorted.value < bounds.lower_bound and not ' ~ composite_index.is_same('sorted.value', 'bounds.lower_bound'),
    'sorted.value > bounds.upper_bound and not ' ~ composite_index.is_same('sorted.value', 'bounds.upper_bound'),
] -%}

with

imputed as (

    select * from {{ ref('composite_index', 'int_index__imputed') }}

),

included as (

    select * from {{ ref('composite_index', 'int_index__screened') }}
    where is_included

),

nodes as (

    select * from {{ ref('composite_index', 'int_index__nodes') }}
    where outlier_treatment is not null

),

named as (

    select
        imputed.edition_key,
        imputed.unit_key,
        imputed.node_key,
        imputed.treated_value as untreated_value,
        imputed.treated_value as value,
        {{ composite_index.qualified('nodes', [
            'outlier_treatment', 'winsorise_points', 'log_winsorised', 'outlier_log', 'winsorise_lower',
            'winsorise_upper',
        ]) }},
        0 as points_at_top,
        0 as points_at_bottom
    from imputed
    inner join included
        on
            imputed.edition_key = included.edition_key
            and imputed.unit_key = included.unit_key
    inner join nodes
        on imputed.node_key = nodes.node_key
    where imputed.treated_value is not null

),

of_percentiles as (

    select * from named
    where outlier_treatment = 'percentiles'

),

{{ composite_index.ranked_in_pools(
    'sorted', 'of_percentiles', ['node_key'], ['value', 'unit_key'], 'unit_key',
    {'place': 'row_number', 'places': 'pool_size'}
) }},

bounds as (

    select
        node_key,
        {{ composite_index.percentile_of_sorted('winsorise_lower') }} as lower_bound,
        {{ composite_index.percentile_of_sorted('winsorise_upper') }} as upper_bound
    from sorted
    group by node_key

),

step_0 as (

    select * from named
    where outlier_treatment = 'skew_kurtosis'

),

statistics_0 as (

    {{ composite_index.outlier_statistics('step_0') }}

),

{%- for step in range(1, steps + 1) %}

steps_{{ step }} as (

    select
        state.*,
        {{ composite_index.qualified('statistics', [
            'skewness', 'top', 'bottom', 'next_top', 'next_bottom', 'at_top', 'at_bottom',
        ]) }},
        statistics.passes or state.points_at_top + state.points_at_bottom >= state.winsorise_points as is_done
    from step_{{ step - 1 }} as state
    inner join statistics_{{ step - 1 }} as statistics
        on state.node_key = statistics.node_key

),

-- while the indicator does not pass, the outermost values on the side of the skew are set to the next value
step_{{ step }} as (

    select
        edition_key,
        unit_key,
        node_key,
        untreated_value,
        case
            when is_done then value
            when skewness >= 0 and {{ composite_index.is_same('value', 'top') }} then next_top
            when skewness < 0 and {{ composite_index.is_same('value', 'bottom') }} then next_bottom
            else value
        end as value,
        winsorise_points,
        log_winsorised,
        outlier_log,
        case when is_done or skewness < 0 then points_at_top else at_top end as points_at_top,
        case when is_done or skewness >= 0 then points_at_bottom else at_bottom end as points_at_bottom
    from steps_{{ step }}

),

statistics_{{ step }} as (

    {{ composite_index.outlier_statistics('step_' ~ step) }}

),
{%- endfor %}

judged as (

    select
        state.*,
        before_treatment.passes as passes_untreated,
        after_treatment.passes as passes_winsorised,
        case when state.log_winsorised then state.value else state.untreated_value end as log_argument,
        case
            when state.log_winsorised then after_treatment.skewness else before_treatment.skewness
        end as log_skewness
    from step_{{ steps }} as state
    inner join statistics_0 as before_treatment
        on state.node_key = before_treatment.node_key
    inner join statistics_{{ steps }} as after_treatment
        on state.node_key = after_treatment.node_key

),

-- an indicator that still does not pass gets a log
ranged as (

    {{ composite_index.beside_aggregates(
        'judged', ['node_key'], {'lowest': 'min(log_argument)', 'highest': 'max(log_argument)'}
    ) }}

),

final as (

    select
        edition_key,
        unit_key,
        node_key,
        case
            when passes_untreated or passes_winsorised then value
            else
                {{ composite_index.outlier_log('outlier_log', 'log_argument', 'lowest', 'highest', 'log_skewness') }}
        end as treated_value,
        case
            when passes_untreated then null
            when passes_winsorised then case when value <> untreated_value then 'winsorised' end
            when log_winsorised and value <> untreated_value then 'winsorised, log'
            else 'log'
        end as outlier_step
    from ranged
    union all
    select
        sorted.edition_key,
        sorted.unit_key,
        sorted.node_key,
        case
            when {{ is_beyond[0] }} then bounds.lower_bound
            when {{ is_beyond[1] }} then bounds.upper_bound
            else sorted.value
        end as treated_value,
        case when {{ is_beyond[0] }} or {{ is_beyond[1] }} then 'winsorised' end as outlier_step
    from sorted
    inner join bounds
        on sorted.node_key = bounds.node_key

)

select * from final
