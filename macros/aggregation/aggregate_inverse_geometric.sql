{#
    Geometric mean on the flipped scale, flipped back: L + U - geometric mean of (L + U - score). One high score pulls
    the mean up, as risk indices need it. Scores must be below L + U. Source: INFORM Risk Index methodology (JRC).
#}
{% macro default__aggregate_inverse_geometric() -%}
    {%- set flipped = '(scale_lower + scale_upper - score)' -%}
    scale_lower + scale_upper
    - exp({{ composite_index.weighted_mean('ln(case when ' ~ flipped ~ ' > 0 then ' ~ flipped ~ ' end)') }})
{%- endmacro %}
