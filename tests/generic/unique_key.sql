{#
    One row per key, and no blank in it. Fails with every row that shares its key with another or lacks part of it.
    `columns`: the key. `nullable`: those of them that may be blank, which then counts as a value.
    `show`: further columns for the message.
#}
{% test unique_key(model, columns, nullable=[], show=[]) %}
select {{ (columns + show) | join(', ') }}
from (
    select
        *,
        count(*) over (partition by {{ columns | join(', ') }}) as copies
    from {{ model }}
) as counted
where
    copies > 1
    {%- for column in columns if column not in nullable %}
    or {{ column }} is null
    {%- endfor %}
order by {{ (columns + show) | join(', ') }}
{% endtest %}
