{#
    Of the offending rows of a relation the first five per rule and node, numbered, with how many there are in all:
    enough to find the cause, and a gate must not carry millions of them.
    `relation`: has rule (null where nothing is wrong), the keys of a node, and `order_by`, which tells its rows apart.
    `keys`: what a row of the profile is for.
#}
{% macro first_violations(
    relation, order_by='unit_id', keys=['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']
) -%}
    {%- set of_rule = (['rule'] + keys) | join(', ') -%}
    select *
    from (
        select
            *,
            row_number() over (partition by {{ of_rule }} order by {{ order_by }}) as violation,
            count(*) over (partition by {{ of_rule }}) as violations
        from {{ relation }}
        where rule is not null
    ) as numbered
    where violation <= 5
{%- endmacro %}
