{#
    Common table expressions, of which the last is `name`: the rows of a relation, each with its place among those of its
    pool. Where no window may hold all units (the variable `units_per_range`) a pool is ranked in ranges of its values.

    `of`: the relation, an expression of the query. `pool`: the columns that rows of a pool share; none: all are one.
    `order_by`: what a pool is sorted by, columns, not null where the rank matters. `key`: the column that tells the rows of a
    pool apart. `magnitude`: a column with the largest absolute value that the first of `order_by` is compared among; with
    it values that are the same but for noise are one. `columns`: name of a column of the result to what it is:
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

{#
    On Spark a window is one task per partition, which a pool of many units would be. Boundaries are the quantiles of a sample
    of the pool; a range is a function of the values alone, so that equal ones are never parted; with a magnitude a boundary
    lies beside the value of the sample, so that those a hair away from it are not parted either. What is better than a range
    is counted, and added to the places in it.
#}
{% macro spark__ranked_in_pools(name, of, pool, order_by, key, columns, descending, units, magnitude) -%}
{%- set size = composite_index.units_at_a_time('units_per_range') -%}
{%- if not composite_index.has_more_units(units, size) -%}
    {{ composite_index.default__ranked_in_pools(
        name, of, pool, order_by, key, columns, descending, units, magnitude
    ) }}
{%- else -%}
{%- set value = order_by[0] if order_by | length == 1 else 'struct(' ~ order_by | join(', ') ~ ')' -%}
{%- set ranged_pool = pool + ['pool_range'] -%}
{%- set better = '>' if descending else '<' -%}
{%- set beside = (' - ' if descending else ' + ') ~ '1000 * ' ~ composite_index.noise() ~ ' * magnitude' if magnitude else '' -%}
{%- set places_by = [order_by[0] ~ '_without_noise'] + order_by[1:] if magnitude else order_by -%}
{#- about a hundred of each range -#}
{%- set one_in = [size // 100, 1] | max -%}
{{ name }}_rows as (
    -- step: read for the boundaries, and again for the ranges
    select * from {{ of }}
),

{{ name }}_samples as (

    select
        {%- for column in pool %}
        {{ column }},
        {%- endfor %}
        cast(ceil(count(*) / {{ size }}) as int) as ranges,
        sort_array(
            collect_list({{ value }}) filter (where pmod(xxhash64({{ key }}), {{ one_in }}) = 0)
        ) as sample
        {%- if magnitude %},
        max({{ magnitude }}) as magnitude
        {%- endif %}
    from {{ name }}_rows
    where {{ order_by[0] }} is not null
    {%- if pool %}
    group by {{ pool | join(', ') }}
    {%- endif %}
    having count(*) > {{ size }}

),

{{ name }}_bounds as (

    select
        {%- for column in pool %}
        {{ column }},
        {%- endfor %}
        transform(
            sequence(1, ranges - 1), place -> sample[cast(floor(place * size(sample) / ranges) as int)]{{ beside }}
        ) as bounds
    from {{ name }}_samples

),

{{ name }}_ranges as (

    select /*+ broadcast(ranged) */
        {{ name }}_rows.*,
        case
            -- after all others, and in ranges too
            when {{ name }}_rows.{{ order_by[0] }} is null
                then 1000000 + cast(pmod(xxhash64({{ name }}_rows.{{ key }}), 1000) as int)
            when ranged.bounds is null then 0
            else size(filter(ranged.bounds, bound -> bound {{ better }} {{ composite_index.qualified_value(name ~ '_rows', order_by) }}))
        end as pool_range
    from {{ name }}_rows
    left join {{ name }}_bounds as ranged
        on true
        {%- for column in pool %}
            and {{ name }}_rows.{{ column }} <=> ranged.{{ column }}
        {%- endfor %}

),

{%- if magnitude %}

{{ name }}_without_noise as (

    select
        *,
        {{ composite_index.without_noise(order_by[0], ranged_pool, magnitude) }} as {{ places_by[0] }}
    from {{ name }}_ranges

),
{%- endif %}

{{ name }}_in_ranges as (
    -- step: read for the counts, and again for what they are added to
    select
        *,
        {%- for column, kind in columns.items() if kind != 'pool_size' %}
        {{ composite_index.place_in_pool(kind, ranged_pool, places_by, descending) }} as {{ column }}_in_range,
        {%- endfor %}
        dense_rank() over ({{ composite_index.window_of_pool(ranged_pool, places_by, descending) }}) as values_in_range
    from {{ name }}{{ '_without_noise' if magnitude else '_ranges' }}
),

{{ name }}_counts as (

    select
        {{ ranged_pool | join(', ') }},
        count(*) as range_size,
        max(values_in_range) as range_values
    from {{ name }}_in_ranges
    group by {{ ranged_pool | join(', ') }}

),

-- a row per range
{{ name }}_offsets as (

    {%- set of_pool = 'partition by ' ~ pool | join(', ') ~ ' ' if pool else '' %}
    {%- set before = of_pool ~ 'order by pool_range rows between unbounded preceding and 1 preceding' %}
    select
        {{ ranged_pool | join(', ') }},
        coalesce(sum(range_size) over ({{ before }}), 0) as better_rows,
        coalesce(sum(range_values) over ({{ before }}), 0) as better_values,
        sum(range_size) over ({{ of_pool | trim }}) as pool_size
    from {{ name }}_counts

),

{{ name }} as (

    select /*+ broadcast(offsets) */
        in_ranges.*,
        {%- for column, kind in columns.items() %}
        {% if kind in ('rank', 'row_number') -%}
            in_ranges.{{ column }}_in_range + offsets.better_rows
        {%- elif kind == 'dense_rank' -%}
            in_ranges.{{ column }}_in_range + offsets.better_values
        {%- elif kind == 'pool_size' -%}
            offsets.pool_size
        {%- else -%}
            in_ranges.{{ column }}_in_range
        {%- endif %} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ name }}_in_ranges as in_ranges
    inner join {{ name }}_offsets as offsets
        on
            in_ranges.pool_range = offsets.pool_range
            {%- for column in pool %}
            and in_ranges.{{ column }} <=> offsets.{{ column }}
            {%- endfor %}

)
{%- endif -%}
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

{# What a pool is sorted by as one value of a relation. #}
{% macro qualified_value(relation, order_by) -%}
    {%- set names = [] -%}
    {%- for column in order_by -%}
        {%- do names.append(relation ~ '.' ~ column) -%}
    {%- endfor -%}
    {{ names[0] if names | length == 1 else 'struct(' ~ names | join(', ') ~ ')' }}
{%- endmacro %}

{# Whether a model has more than so many rows; true where that is not known. #}
{% macro has_more_units(name, size) %}
    {% set relation = composite_index.built(name) %}
    {% if not relation %}
        {{ return(true) }}
    {% endif %}
    {{ return(run_query('select count(*) from ' ~ relation).columns[0].values()[0] | int > size) }}
{% endmacro %}
