{#
    Whether an indicator's scores are on no scale of their own by the method that it names, so that no bounds can be
    held against them or what is made of them. `node`: the alias of the framework's row.
#}
{% macro leaves_scale(node) -%}
    (
        {{ node }}.normalisation in (
            'z_score', 'rank', 'rank_average', 'borda', 'distance_to_reference', 'fraction_of_maximum', 'scaled'
        )
        or ({{ node }}.normalisation = 'distance_to_target' and not {{ node }}.clip)
        -- against the statistics of another period a value may be better than the best
        or (
            {{ node }}.normalisation in ('min_max', 'distance_to_maximum', 'distance_to_target')
            and {{ node }}.statistics_period not in ('all', {{ node }}.period)
        )
    )
{%- endmacro %}
