{#
    Affine scaling: as goalposts, but never clipped, and the gates do not bound it.
    Source: COINr, n_scaled.
#}
{% macro default__normalise_scaled() -%}
    {{ composite_index.rescale(composite_index.goalposts_share()) }}
{%- endmacro %}
