{#
    The numbers of rows of a published table and of what it is made from, where they differ. The key of each row is tested
    there, on numbers, which is faster than on text.
#}
{% macro differing_row_counts(published, computed) %}
select
    published.number_of_rows as published_rows,
    computed.number_of_rows as computed_rows
from (select count(*) as number_of_rows from {{ published }}) as published
cross join (select count(*) as number_of_rows from {{ computed }}) as computed
where published.number_of_rows <> computed.number_of_rows
{% endmacro %}
