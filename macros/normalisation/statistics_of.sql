{#
    Aggregates over a cohort: the statistics that normalisation reads. `value`: the treated value of an indicator, or the
    aggregated score of a parent. Values that differ by noise alone have one minimum and maximum.
#}
{% macro statistics_of(value) -%}
    count({{ value }}) as present_values,
        min({{ value }}) as minimum,
        case
            when {{ composite_index.is_same('max(' ~ value ~ ')', 'min(' ~ value ~ ')') }} then min({{ value }})
            else max({{ value }})
        end as maximum,
        avg({{ value }}) as cohort_mean,
        {{ composite_index.spread(value) }} as cohort_sd
{%- endmacro %}

{#
    A query: the nodes that meet a condition, each beside the nodes whose values give its statistics (`source_key`): itself,
    the same node in the period that `statistics_period` names, or in all periods. `condition`: on the alias `nodes`.
#}
{% macro statistics_sources(condition) -%}
    select
        nodes.edition_key,
        nodes.node_key,
        source.node_key as source_key,
        coalesce(nodes.statistics_period, '') = 'all' as is_pooled,
        nodes.index_id,
        -- a pooled value is compared with the reference unit's value in its own period
        case when source.period = coalesce(nullif(nodes.statistics_period, 'all'), nodes.period) then nodes.reference_unit end
            as reference_unit
    from {{ ref('composite_index', 'int_index__nodes') }} as nodes
    inner join {{ ref('composite_index', 'int_index__nodes') }} as source
        on
            nodes.index_id = source.index_id
            and nodes.scenario_id = source.scenario_id
            and nodes.cohort_id = source.cohort_id
            and nodes.node_id = source.node_id
            and case coalesce(nodes.statistics_period, nodes.period)
                when 'all' then source.period
                else coalesce(nodes.statistics_period, nodes.period)
            end = source.period
    where {{ condition }}
{%- endmacro %}

{# The columns that a normalisation reads and that are equal for all units, from `nodes` and `statistics`. #}
{% macro normalisation_parameters() -%}
    nodes.node_key,
        statistics.present_values,
        statistics.minimum,
        statistics.maximum,
        case when nodes.direction < 0 then statistics.minimum else statistics.maximum end as best,
        case when nodes.direction < 0 then statistics.maximum else statistics.minimum end as worst,
        statistics.cohort_mean,
        statistics.cohort_sd,
        statistics.cohort_median,
        statistics.reference_value,
        nodes.normalisation,
        nodes.direction,
        {{ composite_index.transform('nodes.lower', 'nodes.transformation') }} as lower,
        {{ composite_index.transform('nodes.upper', 'nodes.transformation') }} as upper,
        {{ composite_index.transform('nodes.target', 'nodes.transformation') }} as target,
        {{ composite_index.transform('nodes.target_upper', 'nodes.transformation') }} as target_upper,
        nodes.clip,
        nodes.mean,
        nodes.sd,
        nodes.scale_lower,
        nodes.scale_upper
{%- endmacro %}
