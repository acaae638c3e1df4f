{#
    The bounds that their measure cannot reach: bounds below 0, and bounds of shares above 1.
#}
{% macro bounds_out_of_reach() %}
{%- set shares = [] %}
{%- for measure, declared in composite_index.bounds().items() if declared.share %}
    {%- do shares.append(measure) %}
{%- endfor %}
select
    index_id,
    node_id,
    measure,
    bound,
    input_file,
    input_row
from {{ composite_index.looked_at('stg_index__bounds') }}
where
    bound < 0
    or (bound > 1 and measure in ({{ composite_index.quoted(shares) }}))
{% endmacro %}
