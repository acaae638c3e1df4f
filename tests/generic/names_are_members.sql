{#
    Units that are named as members of a list are on it. Fails with those that are not, each with the member that has
    the most similar name and is not named itself.
    `unit`, `label`: the columns, the same in `members`. `list_columns`: the key of a list here; `member_list_columns`:
    in `members`, if the names differ. `show`: further columns here.
#}
{% test names_are_members(model, unit, label, list_columns, members, member_list_columns=none, show=[]) %}
{%- set member_list_columns = member_list_columns or list_columns %}
with

named as (

    select * from {{ model }}

),

strangers as (

    select *
    from named
    where not exists (
        select 1
        from {{ members }} as members
        where
            members.{{ unit }} = named.{{ unit }}
            {%- for column in list_columns %}
            and members.{{ member_list_columns[loop.index0] }} = named.{{ column }}
            {%- endfor %}
    )

),

likened as (

    select
        {{ composite_index.qualified('strangers', (show + list_columns + [unit, label]) | unique | list) }},
        members.{{ label }} as did_you_mean,
        row_number() over (
            partition by {{ composite_index.qualified('strangers', list_columns + [unit]) }}
            order by
                {{ composite_index.similarity('members.' ~ label, 'strangers.' ~ label) }} desc, members.{{ label }}
        ) as choice
    from strangers
    left join {{ members }} as members
        on
            members.{{ unit }} not in (select {{ unit }} from named)
            {%- for column in list_columns %}
            and strangers.{{ column }} = members.{{ member_list_columns[loop.index0] }}
            {%- endfor %}

)

select {{ (show + list_columns + [unit, label]) | unique | join(', ') }}, did_you_mean
from likened
where choice = 1
order by {{ (list_columns + [unit]) | join(', ') }}
{% endtest %}
