{#
    One row per key, and no blank in it. Fails with every row that shares its key with another or lacks part of it.
    `columns`: the key. `nullable`: those of them that may be blank, which then counts as a value.
    `show`: further columns for the message.
    `of`: the relation, for a published model. dbt looks up `model` by its bare name and in a host's own project first,
    where another model may have that name.
#}
{% test unique_key(model, columns, nullable=[], show=[], of=none) %}
select {{ (columns + show) | join(', ') }}
from (
    select
        *,
        count(*) over (partition by {{ columns | join(', ') }}) as copies
    from {{ of or model }}
) as counted
where
    copies > 1
    {%- for column in columns if column not in nullable %}
    or {{ column }} is null
    {%- endfor %}
order by {{ (columns + show) | join(', ') }}
{% endtest %}
