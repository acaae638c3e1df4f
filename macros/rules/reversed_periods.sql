{# The units whose first period is after their last. #}
{% macro reversed_periods() %}
select
    units.index_id,
    units.unit_id,
    units.first_period,
    units.last_period,
    units.input_file,
    units.input_row
from {{ composite_index.looked_at('stg_index__units') }} as units
inner join {{ composite_index.looked_at('int_index__periods') }} as first_periods
    on
        units.index_id = first_periods.index_id
        and units.first_period = first_periods.period
inner join {{ composite_index.looked_at('int_index__periods') }} as last_periods
    on
        units.index_id = last_periods.index_id
        and units.last_period = last_periods.period
where first_periods.period_order > last_periods.period_order
{% endmacro %}
