{#
    Common table expressions; the last is `name`: the rows of a relation, each with its place in its pool. Ties share a
    rank. On Spark a large pool is ranked in ranges of its values (`ranked_in_ranges.sql`).

    `of`: the relation. `pool`: the columns that define a pool; with an empty list all rows are one pool.
    `order_by`: the columns that sort a pool; not null where the rank matters. `key`: the column that identifies a row
    within a pool. `magnitude`: a column with the largest absolute value that the first of `order_by` is compared with;
    with it, values that differ by noise alone are tied. `columns`: the name of each column of the result, and its
    content:
    - rank, dense_rank, row_number: as the window functions; a row_number has a total order in `order_by`;
    - is_tied: whether another row of the pool has the same values;
    - tied: how many rows have them;
    - pool_size: how many rows the pool has.
    `units`: the model that has a row per unit.
#}
{% macro ranked_in_pools(name, of, pool, order_by, key, columns, descending=false, units='int_index__units', magnitude=none) -%}
    {{ adapter.dispatch('ranked_in_pools', 'composite_index')(
        name, of, pool, order_by, key, columns, descending, units, magnitude
    ) }}
{%- endmacro %}

{% macro default__ranked_in_pools(name, of, pool, order_by, key, columns, descending, units, magnitude) -%}
{%- if magnitude %}
{{- name }}_without_noise as (

    select
        *,
        {{ composite_index.without_noise(order_by[0], pool, magnitude) }} as {{ order_by[0] }}_without_noise
    from {{ of }}

),

{% set of = name ~ '_without_noise' %}
{%- set order_by = [order_by[0] ~ '_without_noise'] + order_by[1:] %}
{%- endif %}
{{- name }} as (

    select
        *,
        {%- for column, kind in columns.items() %}
        {{ composite_index.place_in_pool(kind, pool, order_by, descending) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ of }}

)
{%- endmacro %}

{# One place of a row in its pool, as `ranked_in_pools` names them. #}
{% macro place_in_pool(kind, pool, order_by, descending) -%}
    {%- set window = composite_index.window_of_pool(pool, order_by, descending) -%}
    {%- if kind == 'is_tied' -%}
        coalesce(lag({{ order_by[0] }}) over ({{ window }}) = {{ order_by[0] }}, false)
        or coalesce(lead({{ order_by[0] }}) over ({{ window }}) = {{ order_by[0] }}, false)
    {%- elif kind == 'tied' -%}
        count(*) over (partition by {{ (pool + order_by) | join(', ') }})
    {%- elif kind == 'pool_size' -%}
        count(*) over ({{ 'partition by ' ~ pool | join(', ') if pool }})
    {%- else -%}
        {{ kind }}() over ({{ window }})
    {%- endif -%}
{%- endmacro %}

{% macro window_of_pool(pool, order_by, descending) -%}
    {%- set direction = ' desc' if descending else '' -%}
    {{ 'partition by ' ~ pool | join(', ') ~ ' ' if pool }}order by {{ order_by | join(direction ~ ', ') }}{{ direction }}
{%- endmacro %}
