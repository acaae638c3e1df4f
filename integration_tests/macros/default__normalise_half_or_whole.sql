{# Full marks for the better half of the towns, half of them for the others: by rank, so that no value far out decides. #}
{% macro default__normalise_half_or_whole() -%}
    {{ composite_index.rescale('case when value_rank > ranked_values / 2.0 then 1.0 when value is not null then 0.5 end') }}
{%- endmacro %}
