{# Borda score: rank - 1, the number of worse values. Source: COINr, n_borda. #}
{% macro default__normalise_borda() -%}
    case when value is not null then value_rank - 1 end
{%- endmacro %}
