{#
    Affine scaling: as goalposts, never clipped, and not held to the scale by the gates.
    Source: COINr, n_scaled.
#}
{% macro default__normalise_scaled() -%}
    {%- set share -%}
        (case when direction < 0 then upper - value else value - lower end / nullif(upper - lower, 0))
    {%- endset -%}
    {{ composite_index.rescale(share) }}
{%- endmacro %}
