{#
    Identity: the value is on the scale already and is taken as it is; direction -1 mirrors it within the scale.
    Source: no transformation of data; OECD/JRC Handbook (2008), step 5, where indicators share a unit.
#}
{% macro default__normalise_identity() -%}
    case when direction < 0 then scale_lower + scale_upper - value else value end
{%- endmacro %}
