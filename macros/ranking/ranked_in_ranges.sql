{#
    `ranked_in_pools` on Spark. There one task computes a whole window. So a pool with more units than the variable
    `units_per_range` is ranked in ranges of its values, and each place in a range is raised by the number of rows in
    better ranges (docs/decisions/0019). Quantiles of a sample are the bounds of the ranges. Equal values are in one
    range, because the range depends on the value alone. Values that differ by noise are in one range too, because each
    bound lies beside the value of the sample.
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
{#- about a hundred rows of each range -#}
{%- set one_in = [size // 100, 1] | max -%}
{{ name }}_rows as (
    -- step: read for the bounds, and again for the ranges
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
            -- nulls come after all others, also in ranges
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
    -- step: read for the counts, and again to add them
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

{# The columns that sort a pool, as one value of a relation. #}
{% macro qualified_value(relation, order_by) -%}
    {%- set names = [] -%}
    {%- for column in order_by -%}
        {%- do names.append(relation ~ '.' ~ column) -%}
    {%- endfor -%}
    {{ names[0] if names | length == 1 else 'struct(' ~ names | join(', ') ~ ')' }}
{%- endmacro %}

{# Whether a model has more rows than a number; true where that is not known. #}
{% macro has_more_units(name, size) %}
    {% set relation = composite_index.built(name) %}
    {% if not relation %}
        {{ return(true) }}
    {% endif %}
    {{ return(run_query('select count(*) from ' ~ relation).columns[0].values()[0] | int > size) }}
{% endmacro %}
