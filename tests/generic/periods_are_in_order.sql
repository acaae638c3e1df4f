{# A unit's first period is not after its last. Fails with those where it is. `periods`: the order of periods. #}
{% test periods_are_in_order(model, periods) %}
select
    units.index_id,
    units.unit_id,
    units.first_period,
    units.last_period,
    units.input_file,
    units.input_row
from {{ model }} as units
inner join {{ periods }} as first_periods
    on
        units.index_id = first_periods.index_id
        and units.first_period = first_periods.period
inner join {{ periods }} as last_periods
    on
        units.index_id = last_periods.index_id
        and units.last_period = last_periods.period
where first_periods.period_order > last_periods.period_order
order by units.input_file, units.input_row, units.index_id, units.unit_id
{% endtest %}
