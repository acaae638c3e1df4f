{#
    What `int_index__drift` amounts to: a row per node and comparison, and on each row the share of unchanged values of the
    whole edition. The profile judges these measures, and the violations look for the rows behind them.
    `compared`: the relation.
#}
{% macro drift_measures(compared) -%}
{%- set keys = 'index_id, scenario_id, period, cohort_id, node_id, comparison' -%}
    select
        *,
        -- one unchanged indicator is plausible; all of them unchanged means that last year's file was loaded again.
        -- Fewer than 20 values may all be equal by chance.
        case
            when sum(compared_values) over (partition by index_id, scenario_id, period, cohort_id, comparison) >= 20
                then
                    sum(equal_values) over (partition by index_id, scenario_id, period, cohort_id, comparison)
                    / sum(compared_values) over (partition by index_id, scenario_id, period, cohort_id, comparison)
        end as unchanged_share,
        -- not computed for fewer than 8 values, nor where all values are equal, now or then
        case
            when compared_values >= 8 and sd > 0 and compared_sd > 0
                then greatest(sd / compared_sd, compared_sd / sd)
        end as spread_shift
    from (
        select
            {{ keys }},
            max(compared_period) as compared_period,
            max(level) as level,
            sum(case when is_present and not was_present then 1 else 0 end) as appeared_units,
            sum(case when was_present and not is_present then 1 else 0 end) as vanished_units,
            cast(sum(case when is_present and was_present then 1 else 0 end) as {{ composite_index.type_double() }})
                as compared_units,
            sum(case when is_other_value then 1 else 0 end) as other_values,
            -- from here on of the units that have a value now and then
            cast(count(case when value is not null then compared_value end) as {{ composite_index.type_double() }})
                as compared_values,
            sum(
                case when value is not null and compared_value is not null and not is_other_raw_value then 1 else 0 end
            ) as equal_values,
            {{ composite_index.spread('case when compared_value is not null then value end') }} as sd,
            {{ composite_index.spread('case when value is not null then compared_value end') }} as compared_sd,
            -- and of all units
            max(abs(score - compared_score)) as score_jump,
            max(abs(rank - compared_rank)) as rank_jump,
            avg(value) as mean,
            avg(compared_value) as compared_mean,
            abs(avg(value) - avg(compared_value)) / nullif({{ composite_index.spread('compared_value') }}, 0)
                as mean_shift
        from {{ compared }}
        group by {{ keys }}
    ) as measured
{%- endmacro %}
