{#
    Counts by parent agree with the members that are counted. Fails with the parents whose count differs, and with those
    that have members but no count, if the set is counted at all; shows the members' names.
    `count`: the column. `set_columns`: the key of a set of counts, here and in `members`. `parent`: the column here;
    `member_parent`, `member_name`: in `members`. `show`: further columns here.
#}
{% test counts_follow_members(model, count, set_columns, parent, members, member_parent, member_name, show=[]) %}
with

counted as (

    select
        {{ set_columns | join(', ') }},
        {{ parent }} as parent,
        {{ (show + [count]) | join(', ') }}
    from {{ model }}

),

sets as (

    select distinct {{ set_columns | join(', ') }}
    from counted

),

listed as (

    select
        {{ composite_index.qualified('members', set_columns) }},
        members.{{ member_parent }} as parent,
        count(*) as members,
        {{ composite_index.joined_text('members.' ~ member_name, "' '", 'order by members.' ~ member_name) }} as names
    from {{ members }} as members
    inner join sets
        on {{ composite_index.same_key('members', 'sets', set_columns) }}
    group by {{ composite_index.qualified('members', set_columns) }}, members.{{ member_parent }}

)

select
    {%- for column in set_columns + ['parent'] %}
    coalesce(counted.{{ column }}, listed.{{ column }}) as {{ column }},
    {%- endfor %}
    {{ composite_index.qualified('counted', show + [count]) }},
    coalesce(listed.members, 0) as members,
    listed.names
from counted
full outer join listed
    on {{ composite_index.same_key('counted', 'listed', set_columns + ['parent']) }}
where coalesce(counted.{{ count }}, 0) <> coalesce(listed.members, 0)
order by {{ range(1, set_columns | length + 2) | join(', ') }}
{% endtest %}
