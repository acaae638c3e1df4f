{# An observation is of a period that its unit has. Fails with those that are not. `units`: the units. #}
{% test units_are_present(model, units) %}
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
where observations.period < units.first_period or observations.period > units.last_period
order by observations.input_file, observations.input_row, observations.index_id, observations.unit_id
{% endtest %}
