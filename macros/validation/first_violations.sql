{#
    Of the offending rows of a relation the first five per rule and node, numbered, with how many there are in all:
    enough to find the cause, and a gate must not carry millions of them.
    `relation`: has rule (null where nothing is wrong), the keys of a node, and `order_by`, which tells its rows apart.
    `keys`: what a row of the profile is for.
#}
{% macro first_violations(
    relation, order_by='unit_id', keys=['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id']
) -%}
    {{ adapter.dispatch('first_violations', 'composite_index')(relation, order_by, ['rule'] + keys) }}
{%- endmacro %}

{% macro default__first_violations(relation, order_by, of_rule) -%}
    select *
    from (
        select
            *,
            row_number() over (partition by {{ of_rule | join(', ') }} order by {{ order_by }}) as violation,
            count(*) over (partition by {{ of_rule | join(', ') }}) as violations
        from {{ relation }}
        where rule is not null
    ) as numbered
    where violation <= 5
{%- endmacro %}

{# Counted apart: Spark then leaves all but the first five out before it brings the rows of a node together. #}
{% macro spark__first_violations(relation, order_by, of_rule) -%}
    select /*+ broadcast(counted) */
        numbered.*,
        counted.violations
    from (
        select *
        from (
            select
                *,
                row_number() over (partition by {{ of_rule | join(', ') }} order by {{ order_by }}) as violation
            from {{ relation }}
            where rule is not null
        ) as all_numbered
        where violation <= 5
    ) as numbered
    inner join (
        select
            {{ of_rule | join(', ') }},
            count(*) as violations
        from {{ relation }}
        where rule is not null
        group by {{ of_rule | join(', ') }}
    ) as counted
        on
            {%- for column in of_rule %}
            {{ 'and ' if not loop.first }}numbered.{{ column }} <=> counted.{{ column }}
            {%- endfor %}
{%- endmacro %}
