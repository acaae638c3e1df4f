{#
    A published table has the rows of the computed one, no more and no fewer; that these are of one key each is tested
    there, on numbers. Fails with both counts where they differ. `of`: the published table. `computed`: the other.
#}
{% test rows_are_those_of(model, of, computed) %}
select
    published.number_of_rows as published_rows,
    computed.number_of_rows as computed_rows
from (select count(*) as number_of_rows from {{ of }}) as published
cross join (select count(*) as number_of_rows from {{ computed }}) as computed
where published.number_of_rows <> computed.number_of_rows
{% endtest %}
