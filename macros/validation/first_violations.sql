{#
    The first five offending rows of a relation per rule and node, numbered, with the number of all. Five are enough to
    find the cause, and a gate must not carry millions of rows.
    `relation`: has rule (null for a row without a fault), the keys of a node, and `order_by`, which identifies its
    rows.
    `keys`: the key of the profile.
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

{# Counted apart, so that Spark drops all but the first five before it brings the rows of a node together. #}
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
