{#
    A share of the way from worst to best (0 to 1) on the node's scale, turned round where less is better:
    scale_lower + (scale_upper - scale_lower) * share, with 1 - share for direction -1.
#}
{% macro rescale(share) -%}
    scale_lower + (scale_upper - scale_lower) * (
        case when direction < 0 then 1.0 - ({{ share }}) else ({{ share }}) end
    )
{%- endmacro %}
