{# Full marks for the better half of the towns, half marks for the others: by rank, so no extreme value decides. #}
{% macro default__normalise_half_or_whole() -%}
    {{ composite_index.rescale('case when value_rank > ranked_values / 2.0 then 1.0 when value is not null then 0.5 end') }}
{%- endmacro %}
