{#
    The tiers that overlap the tier before them, from the best to the worst, or that have no place in that order.
#}
{% macro tiers_out_of_order() %}
with

ordered as (

    select
        index_id,
        cohort_id,
        tier_id,
        sort_order,
        basis,
        bound,
        input_file,
        input_row,
        row_number() over (partition by index_id, cohort_id order by sort_order, tier_id) as place,
        lag(sort_order) over (partition by index_id, cohort_id order by sort_order, tier_id) as previous_order,
        lag(basis) over (partition by index_id, cohort_id order by sort_order, tier_id) as previous_basis,
        lag(bound) over (partition by index_id, cohort_id order by sort_order, tier_id) as previous_bound
    from {{ composite_index.looked_at('stg_index__tiers') }}

)

select
    index_id,
    cohort_id,
    tier_id,
    sort_order,
    basis,
    bound,
    previous_basis,
    previous_bound,
    input_file,
    input_row
from ordered
where
    sort_order is null
    or (
        place > 1
        and (
            previous_bound is null
            or sort_order = previous_order
            or basis <> previous_basis
            or (basis = 'score' and bound >= previous_bound)
            or (basis = 'percentile' and bound <= previous_bound)
        )
    )
{% endmacro %}
