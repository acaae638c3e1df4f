{# The nodes that are ranked among the values of another period. Only values and their statistics can be carried. #}
{% macro carried_ranks() %}
select *
from {{ composite_index.looked_at('int_index__nodes') }}
where
    statistics_period <> 'all'
    and normalisation in (
        {{ composite_index.quoted(composite_index.methods_that(composite_index.normalisations(), 'needs_ranks')) }}
    )
{% endmacro %}
