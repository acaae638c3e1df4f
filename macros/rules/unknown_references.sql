{#
    The rows whose key does not exist in another relation, each with the last column of the most similar key there. All
    other columns of that key must be equal.
    `model`, `where`: the rows. `columns`: the key. `to`: the other relation. `to_columns`: the names of the key there,
    if they differ. `to_where`: a condition on its rows. `shown`: the columns of the result.
#}
{% macro unknown_references(model, where, columns, to, to_columns, to_where, shown) %}
with

child as (

    select *
    from {{ model }}
    where {{ where }}

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

-- a message shows only the first rows, and each is compared with every key of the other relation
first_rows as (

    select {{ columns | join(', ') }}
    from unknown
    order by {{ (composite_index.input_place(shown) + shown) | unique | join(', ') }}
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
{% endmacro %}
