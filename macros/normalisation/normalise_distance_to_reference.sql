{#
    Distance to a reference unit: (value - worst) / (value of the reference unit - worst), worst over the cohort. The
    reference unit scores the scale's end. Source: OECD/JRC Handbook (2008), step 5, "Distance to a reference".
#}
{% macro default__normalise_distance_to_reference() -%}
    {{ composite_index.rescale('(value - worst) / nullif(reference_value - worst, 0)') }}
{%- endmacro %}
