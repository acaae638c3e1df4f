{#
    The indicators whose normalisation has no result: the entry of the method says when (`undefined_where` in
    macros/methods/normalisations.sql). docs/decisions/0003 says what a constant indicator scores.
#}
{% macro undefined_scores() %}
{%- set methods = composite_index.normalisations() %}
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
        statistics.cohort_median,
        {{ composite_index.transform('nodes.lower', 'nodes.transformation') }} as lower,
        {{ composite_index.transform('nodes.upper', 'nodes.transformation') }} as upper,
        {{ composite_index.transform('nodes.target', 'nodes.transformation') }} as target,
        case when nodes.direction < 0 then statistics.maximum else statistics.minimum end as worst,
        case when nodes.direction < 0 then statistics.minimum else statistics.maximum end as best,
        statistics.lowest_value,
        nodes.input_file,
        nodes.input_row
    from {{ composite_index.looked_at('int_index__nodes') }} as nodes
    inner join {{ composite_index.looked_at('int_index__statistics') }} as statistics
        on nodes.node_key = statistics.node_key
    where statistics.present_values > 0

),

compared as (

    select
        *,
        {{ composite_index.is_same('target', 'worst') }} as target_is_worst,
        {{ composite_index.is_same('reference_value', 'worst') }} as reference_is_worst
    from checked

)

select
    index_id,
    period,
    cohort_id,
    node_id,
    normalisation,
    direction,
    reference_unit,
    reference_value,
    target,
    cohort_median,
    worst,
    best,
    lowest_value,
    input_file,
    input_row
from compared
where
    {%- for method in composite_index.methods_that(methods, 'undefined_where') %}
    {{ 'or ' if not loop.first }}(normalisation = '{{ method }}' and ({{ methods[method].undefined_where }}))
    {%- endfor %}
{% endmacro %}
