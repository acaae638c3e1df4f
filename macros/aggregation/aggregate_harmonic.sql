{# Weighted harmonic mean: 1 / weighted mean of 1 / score. Scores must be above 0. Source: COINr, a_hmean. #}
{% macro default__aggregate_harmonic() -%}
    1.0 / {{ composite_index.weighted_mean('(1.0 / case when score > 0 then score end)') }}
{%- endmacro %}
