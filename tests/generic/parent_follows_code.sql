{#
    A unit's parent agrees with its code: the first characters are the same, as in GB/T 2260, where a city's code begins
    with its province's. Fails with the other rows. `unit`, `parent`: the columns; rows without parent are left out.
    `characters`: their number. `show`: further columns.
#}
{% test parent_follows_code(model, unit, parent, characters=2, show=[]) %}
select {{ ([unit, parent] + show) | join(', ') }}
from {{ model }}
where
    {{ parent }} is not null
    and substr({{ unit }}, 1, {{ characters }}) <> substr({{ parent }}, 1, {{ characters }})
order by {{ (composite_index.input_place(show) + show + [unit]) | join(', ') }}
{% endtest %}
