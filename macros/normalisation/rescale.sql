{#
    A share of the way from worst to best (0 to 1) on the node's scale:
    scale_lower + (scale_upper - scale_lower) * share.
#}
{% macro rescale(share) -%}
    scale_lower + (scale_upper - scale_lower) * ({{ share }})
{%- endmacro %}

{# A share limited to 0 to 1. greatest() and least() would turn a null into 0 on some engines. #}
{% macro clip_share(share) -%}
    case when {{ share }} < 0 then 0.0 when {{ share }} > 1 then 1.0 else {{ share }} end
{%- endmacro %}
