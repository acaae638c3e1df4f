{# Full marks from lower to upper, none beyond: too few residents are as bad as too many. #}
{% macro default__normalise_within_band() -%}
    {{ composite_index.rescale('case when value is not null then case when value between lower and upper then 1.0 else 0.0 end end') }}
{%- endmacro %}
