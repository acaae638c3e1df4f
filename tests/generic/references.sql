{#
    A key of several columns that must exist elsewhere. Fails with the rows whose key does not, and with the key's last
    column as it is spelt elsewhere, where something there is like it and the columns before it agree.
    `to`: the relation. `columns`: the key here; `to_columns`: there, where the names differ; `to_where`: which rows
    count there. `show`: further columns for the message. Which rows count here is the test's config `where`.
#}
{% test references(model, columns, to, to_columns=none, to_where='true', show=[]) %}
{%- set to_columns = to_columns or columns %}
{%- set shown = (columns + show) | unique | list %}
{%- set order_by = (composite_index.input_place(show) + shown) | unique | join(', ') %}
with

child as (

    select * from {{ model }}

),

unknown as (

    select {{ shown | join(', ') }}
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

),

-- those of the rows that a message shows: each is held against every key there is
first_rows as (

    select {{ columns | join(', ') }}
    from unknown
    order by {{ order_by }}
    limit 20

),

unknown_keys as (

    select distinct {{ columns | join(', ') }}
    from first_rows

),

likened as (

    select distinct
        {%- for column in columns %}
        unknown_keys.{{ column }},
        {%- endfor %}
        parent.{{ to_columns[-1] }} as did_you_mean,
        {{ composite_index.similarity('parent.' ~ to_columns[-1], 'unknown_keys.' ~ columns[-1]) }} as likeness
    from unknown_keys
    inner join {{ to }} as parent
        on
            {{ to_where }}
            {%- for column in columns[:-1] %}
            and unknown_keys.{{ column }} = parent.{{ to_columns[loop.index0] }}
            {%- endfor %}

),

nearest as (

    select
        *,
        row_number() over (partition by {{ columns | join(', ') }} order by likeness desc, did_you_mean) as place
    from likened
    where likeness >= 0.6

)

select
    {%- for column in shown %}
    unknown.{{ column }} as {{ column }},
    {%- endfor %}
    nearest.did_you_mean as did_you_mean
from unknown
left join nearest
    on
        nearest.place = 1
        {%- for column in columns %}
        and unknown.{{ column }} = nearest.{{ column }}
        {%- endfor %}
order by {{ order_by }}
{% endtest %}
