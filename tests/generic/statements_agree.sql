{#
    Statements on one quantity can all be true: their ranges have something in common. Fails with the quantities where they
    have not, with the highest lower and the lowest upper bound.
    `columns`: what is one quantity. `low`, `high`: the bounds, blank where there is none.
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
