{#
    Identity: the value is already on the scale and becomes the score; direction -1 mirrors it within the scale.
    Source: no transformation of data; OECD/JRC Handbook (2008), step 5, where indicators share a unit.
#}
{% macro default__normalise_identity() -%}
    case when direction < 0 then scale_lower + scale_upper - value else value end
{%- endmacro %}
