{# An observation is of a period that its unit has. Fails with those that are not. `units`: the units. `periods`: their order. #}
{% test units_are_present(model, units, periods) %}
select
    observations.index_id,
    observations.period,
    observations.unit_id,
    units.first_period,
    units.last_period,
    observations.node_id,
    observations.value_text,
    observations.input_file,
    observations.input_row
from {{ model }} as observations
inner join {{ units }} as units
    on
        observations.index_id = units.index_id
        and observations.unit_id = units.unit_id
inner join {{ periods }} as periods
    on
        observations.index_id = periods.index_id
        and observations.period = periods.period
where not ({{ composite_index.is_present('units', 'periods.period_order') }})
order by observations.input_file, observations.input_row, observations.index_id, observations.unit_id
{% endtest %}
