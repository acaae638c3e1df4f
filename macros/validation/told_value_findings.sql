{#
    A query: what `int_index__value_findings` has found, a row per value or unit, with what a message says of it. It reads the
    relations of that model. `share` is the share of an indicator's values that another indicator has too, else null.
#}
{% macro told_value_findings() -%}
    {%- set number = composite_index.type_double() -%}
    select
        'copied_share' as rule,
        copied_columns.node_key,
        copied_columns.unit_key,
        copied_columns.copied_share as share,
        concat(
            {{ composite_index.shown_double(composite_index.round_to('100 * copied_columns.copied_share', 1)) }},
            ' % of the units have the same value of ', originals.node_id
        ) as happened
    from copied_columns
    inner join nodes as originals
        on copied_columns.original_key = originals.node_key
    union all
    select
        'copied_units' as rule,
        copied_units.node_key,
        copied_units.unit_key,
        cast(null as {{ number }}) as share,
        concat('this value and others are those of unit ', originals.unit_id) as happened
    from copied_units
    inner join units as originals
        on copied_units.original_key = originals.unit_key
    union all
    select
        'total_units' as rule,
        node_key,
        unit_key,
        cast(null as {{ number }}) as share,
        concat(
            'the value is the sum of all others, and so are ', cast(totals - 1 as {{ dbt.type_string() }}),
            ' other values of the unit'
        ) as happened
    from (
        select
            unit_key,
            min(node_key) as node_key,
            count(*) as totals
        from compared
        where is_total
        group by edition_key, unit_key
        having count(*) >= 3
    ) as total_units
    union all
    select
        rule,
        node_key,
        unit_key,
        cast(null as {{ number }}) as share,
        concat(
            {{ composite_index.shown_double('value') }}, ' is far from the usual ',
            {{ composite_index.shown_double(composite_index.round_to('usual_value', 6)) }}
        ) as happened
    from apart
{%- endmacro %}
