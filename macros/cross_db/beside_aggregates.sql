{#
    A query: the rows of a relation, each beside aggregates of all rows that share its `pool`. It uses windows. On Spark
    it joins aggregates, because Spark computes the window of a pool in one task.
    `relation`: an expression of the query. `pool`: columns. `columns`: name of a column of the result to its aggregate.
#}
{% macro beside_aggregates(relation, pool, columns) -%}
    {{ adapter.dispatch('beside_aggregates', 'composite_index')(relation, pool, columns) }}
{%- endmacro %}

{% macro default__beside_aggregates(relation, pool, columns) -%}
    select
        *,
        {%- for column, aggregate in columns.items() %}
        {{ aggregate }} over (partition by {{ pool | join(', ') }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
{%- endmacro %}

{% macro spark__beside_aggregates(relation, pool, columns) -%}
    select /*+ broadcast(aggregates) */
        pooled.*,
        {%- for column in columns %}
        aggregates.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }} as pooled
    inner join (
        select
            {{ pool | join(', ') }},
            {%- for column, aggregate in columns.items() %}
            {{ aggregate }} as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}
        group by {{ pool | join(', ') }}
    ) as aggregates
        on
            {%- for column in pool %}
            {{ 'and ' if not loop.first }}pooled.{{ column }} <=> aggregates.{{ column }}
            {%- endfor %}
{%- endmacro %}
