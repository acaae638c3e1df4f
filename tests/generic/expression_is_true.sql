{#
    A rule that each row must meet. Fails with the rows for which `expression` is false or null.
    `show`: the columns for the message.
#}
{% test expression_is_true(model, expression, show) %}
select {{ show | join(', ') }}
from {{ model }}
where not coalesce({{ expression }}, false)
order by {{ (composite_index.input_place(show) + show) | join(', ') }}
{% endtest %}
