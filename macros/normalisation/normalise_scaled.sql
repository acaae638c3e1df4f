{#
    Affine scaling: as goalposts, never clipped, and not held to the scale by the gates.
    Source: COINr, n_scaled.
#}
{% macro default__normalise_scaled() -%}
    {{ composite_index.rescale(composite_index.goalposts_share()) }}
{%- endmacro %}
