{#
    Statements on one quantity can all be true, because their ranges overlap. Fails with the quantities whose ranges do
    not, with the highest lower and the lowest upper bound.
    `columns`: the key of a quantity. `low`, `high`: the bounds, blank for no bound.
#}
{% test statements_agree(model, columns, low, high, show) %}
select
    {{ columns | join(', ') }},
    {%- for column in show %}
    min({{ column }}) as {{ column }},
    {%- endfor %}
    count(*) as statements,
    max({{ low }}) as at_least,
    min({{ high }}) as at_most
from {{ model }}
group by {{ columns | join(', ') }}
having max({{ low }}) > min({{ high }})
order by {{ columns | join(', ') }}
{% endtest %}
