{#
    A place in an order agrees with the score: no unit further down has a higher score, and units that share a place
    share the score. Fails with the rows that a row behind or beside them beats. Rows without score or place are left
    out. `score`, `place`: the columns. `partition_by`: the key of an order. `show`: further columns.
#}
{% test order_follows_score(model, score, place, partition_by, show=[]) %}
select {{ (show + partition_by + [place, score]) | unique | join(', ') }}, best_behind
from (
    select
        *,
        max({{ score }}) over (
            partition by {{ partition_by | join(', ') }}
            order by {{ place }} desc
        ) as best_behind
    from {{ model }}
    where {{ score }} is not null and {{ place }} is not null
) as compared
where {{ score }} < best_behind
order by {{ partition_by | join(', ') }}, {{ place }}
{% endtest %}
