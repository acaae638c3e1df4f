{#
    Whether an indicator's method gives scores outside its scale, so that no bounds apply to them or to their parents.
    `node`: the alias of the framework's row.
#}
{% macro leaves_scale(node) -%}
    {%- set methods = composite_index.normalisations() -%}
    (
        {{ node }}.normalisation in ({{ composite_index.quoted(composite_index.methods_that(methods, 'leaves_scale', 'always')) }})
        or (
            {{ node }}.normalisation in ({{ composite_index.quoted(composite_index.methods_that(methods, 'leaves_scale', 'unclipped')) }})
            and not {{ node }}.clip
        )
        -- against the statistics of another period a value may be better than the best
        or (
            {{ node }}.normalisation in ({{ composite_index.quoted(composite_index.methods_that(methods, 'leaves_scale', 'carried')) }})
            and {{ node }}.statistics_period not in ('all', {{ node }}.period)
        )
    )
{%- endmacro %}
