{#
    A share in per cent agrees with its count. Fails with the rows where it is not 100 * count / total to `digits` decimals.
    `share`, `count`, `total`: the columns. `show`: further columns.
#}
{% test share_follows_count(model, share, count, total, digits=1, show=[]) %}
select
    {{ (show + [share, count, total]) | unique | join(', ') }},
    share_by_count
from (
    select
        *,
        {{ composite_index.round_to(composite_index.round_to('100.0 * ' ~ count ~ ' / nullif(' ~ total ~ ', 0)', 9), digits) }} as share_by_count
    from {{ model }}
) as counted
where {{ share }} is not null and not coalesce(abs({{ share }} - share_by_count) < 1e-9, false)
order by {{ show | join(', ') }}
{% endtest %}
