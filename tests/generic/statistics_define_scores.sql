{#
    The cohort's statistics give a normalisation its result. Fails with the indicators whose denominator vanishes, or
    turns the order round, by a parameter (a constant indicator is another matter, see docs/decisions/0003). `nodes`: the framework's nodes.
#}
{% test statistics_define_scores(model, nodes) %}
with

checked as (

    select
        nodes.index_id,
        nodes.period,
        nodes.cohort_id,
        nodes.node_id,
        nodes.normalisation,
        nodes.direction,
        nodes.reference_unit,
        statistics.reference_value,
        {{ composite_index.transform('nodes.target', 'nodes.transformation') }} as target,
        case when nodes.direction < 0 then statistics.maximum else statistics.minimum end as worst,
        case when nodes.direction < 0 then statistics.minimum else statistics.maximum end as best,
        statistics.lowest_value,
        nodes.input_file,
        nodes.input_row
    from {{ nodes }} as nodes
    inner join {{ model }} as statistics
        on nodes.node_key = statistics.node_key
    where statistics.present_values > 0

)

select *
from checked
where
    (
        normalisation = 'distance_to_target'
        and coalesce(
            direction * target <= direction * worst or {{ composite_index.is_same('target', 'worst') }}, true
        )
    )
    or (
        normalisation = 'distance_to_reference'
        and coalesce({{ composite_index.is_same('reference_value', 'worst') }}, true)
    )
    -- where less is better the best is divided by the value
    or (normalisation = 'fraction_of_maximum' and (best <= 0 or (direction < 0 and lowest_value <= 0)))
order by index_id, period, cohort_id, node_id
{% endtest %}
