{# The observations of a period in which the unit does not take part. #}
{% macro observations_of_absent_units() %}
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
from {{ composite_index.looked_at('int_index__suspected_observations') }} as observations
inner join {{ composite_index.looked_at('int_index__units') }} as units
    on
        observations.index_id = units.index_id
        and observations.unit_id = units.unit_id
inner join {{ composite_index.looked_at('int_index__periods') }} as periods
    on
        observations.index_id = periods.index_id
        and observations.period = periods.period
where not ({{ composite_index.is_present('units', 'periods.period_order') }})
{% endmacro %}
