{#
    Two lists have the same members. Fails with those that are on only one of them.
    `unit`: the column here and in `to`; `label`: likewise.
#}
{% test same_members(model, unit, label, to) %}
select
    coalesce(here.{{ unit }}, there.{{ unit }}) as {{ unit }},
    coalesce(here.{{ label }}, there.{{ label }}) as {{ label }},
    here.{{ unit }} is not null as is_listed,
    there.{{ unit }} is not null as is_in_reference
from (select distinct {{ unit }}, {{ label }} from {{ model }}) as here
full outer join {{ to }} as there
    on here.{{ unit }} = there.{{ unit }}
where here.{{ unit }} is null or there.{{ unit }} is null
order by 1
{% endtest %}
