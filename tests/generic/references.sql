{#
    A key of several columns that must exist elsewhere. Fails with the rows whose key does not.
    `to`: the relation. `columns`: the key here; `to_columns`: there, where the names differ; `to_where`: which rows
    count there. `show`: further columns for the message. Which rows count here is the test's config `where`.
#}
{% test references(model, columns, to, to_columns=none, to_where='true', show=[]) %}
{%- set to_columns = to_columns or columns %}
with child as (

    select * from {{ model }}

)

select {{ (columns + show) | join(', ') }}
from child
where not exists (
    select 1
    from {{ to }} as parent
    where
        {{ to_where }}
        {%- for column in columns %}
        and parent.{{ to_columns[loop.index0] }} = child.{{ column }}
        {%- endfor %}
)
order by {{ (composite_index.input_place(show) + columns + show) | join(', ') }}
{% endtest %}
