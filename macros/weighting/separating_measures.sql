{#
    Common table expressions; the last is `separating`: how far each child separates the units.

    standard_deviation   of its scores (n - 1)
    divergence           1 + sum of q ln q / ln n, with q the unit's share of the sum of height + entropy_offset over the n units
                         with a score. Null for a child without a scale and for scores below its lower end.

    Reads `siblings` (see `weights_from_scores`). Source of the entropy method: Shannon (1948); Hwang and Yoon (1981).
#}
{% macro separating_measures() -%}
raised_siblings as (

    select
        *,
        height + coalesce(entropy_offset, 0) as raised_height
    from siblings

),

siblings_beside_sum as (

    {{ composite_index.beside_aggregates(
        'raised_siblings', ['parent_key', 'node_key'], {'height_of_units': 'sum(raised_height)'}
    ) }}

),

shares as (

    select
        *,
        raised_height / nullif(height_of_units, 0) as share
    from siblings_beside_sum

),

separating as (

    select
        parent_key,
        node_key,
        {{ composite_index.spread('score') }} as standard_deviation,
        case
            when min(height) >= 0 and count(height) = count(score) and count(score) > 1
                then case
                    when sum(raised_height) = 0 then 0.0
                    else
                        1 + sum(case when share > 0 then share * ln(case when share > 0 then share end) else 0.0 end)
                        / ln(cast(count(score) as {{ composite_index.type_double() }}))
                end
        end as divergence
    from shares
    group by parent_key, node_key

)
{%- endmacro %}
