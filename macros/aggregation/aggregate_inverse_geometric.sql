{#
    Geometric mean on the flipped scale, flipped back. One high score raises the mean, as risk indices need it. On a scale that
    starts above 0 it is L + U - geometric mean of (L + U - score). Otherwise the flipped scores begin at a
    tenth of the scale's width and end at the whole of it, so that none is 0. On INFORM's scale of 0 to 10 it is
    (10 - geometric mean of (1 + 9 (10 - score) / 10)) / 9 * 10. Source: INFORM Risk Index methodology (JRC).
#}
{% macro default__aggregate_inverse_geometric() -%}
    {%- set flipped = composite_index.flipped_score() -%}
    scale_upper
    - (
        exp({{ composite_index.weighted_mean('ln(case when ' ~ flipped ~ ' > 0 then ' ~ flipped ~ ' end)') }})
        - case when scale_lower > 0 then scale_lower else 0.1 * (scale_upper - scale_lower) end
    ) / case when scale_lower > 0 then 1.0 else 0.9 end
{%- endmacro %}

{# A score on the flipped scale, above 0 for every score on the scale. Reads score, scale_lower and scale_upper. #}
{% macro flipped_score() -%}
    case
        when scale_lower > 0 then scale_lower + scale_upper - score
        else 0.1 * (scale_upper - scale_lower) + 0.9 * (scale_upper - score)
    end
{%- endmacro %}
