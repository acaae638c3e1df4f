{#
    Weights that are written as points add up: those of siblings to what their parent weighs, those of the first level to
    `total`. Fails with the parents where they do not. For frameworks whose weights are points; the package itself asks for
    their proportion only. `model` has a row per edition and node, as int_index__framework; which rows count is the
    config `where`.
#}
{% test weights_add_up(model, total=100) %}
with

nodes as (

    select * from {{ model }}

),

sums as (

    select
        siblings.index_id,
        siblings.cohort_id,
        siblings.period,
        siblings.parent_id,
        sum(siblings.weight) as weights_sum,
        max(case when parent.parent_id is null then {{ total }} else parent.weight end) as weight_of_parent,
        {{ dbt.listagg(
            "siblings.node_id || ' ' || cast(siblings.weight as " ~ dbt.type_string() ~ ")", "', '",
            "order by siblings.input_row"
        ) }} as weights,
        min(siblings.input_file) as input_file,
        min(siblings.input_row) as input_row
    from nodes as siblings
    inner join nodes as parent
        on
            {{ composite_index.same_edition('siblings', 'parent') }}
            and siblings.parent_id = parent.node_id
    where siblings.weight is not null
    group by siblings.index_id, siblings.cohort_id, siblings.period, siblings.parent_id

)

select *
from sums
where not coalesce(abs(weights_sum - weight_of_parent) <= 1e-9, false)
order by input_file, input_row
{% endtest %}
