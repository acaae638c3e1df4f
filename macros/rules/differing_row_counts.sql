{#
    The numbers of rows of a published table and of the model that it reads, if they differ. The test of that model checks
    the key of each row, on numbers, which is faster than on text.
#}
{% macro differing_row_counts(published, computed) %}
select
    published.number_of_rows as published_rows,
    computed.number_of_rows as computed_rows
from (select count(*) as number_of_rows from {{ published }}) as published
cross join (select count(*) as number_of_rows from {{ computed }}) as computed
where published.number_of_rows <> computed.number_of_rows
{% endmacro %}
