{#
    A bound is one that its measure can reach. Fails with those below 0, and with those of shares above 1.
#}
{% test bounds_are_in_reach(model) %}
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
from {{ model }}
where
    bound < 0
    or (bound > 1 and measure in ({{ composite_index.quoted(shares) }}))
order by input_file, input_row, index_id, measure, node_id
{% endtest %}
