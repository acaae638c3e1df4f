{#
    Goalposts: (value - lower) / (upper - lower), reversed if less is better. The framework fixes the goalposts, so
    units do not change each other's scores. With clip, values beyond a goalpost score as the goalpost.
    Source: UNDP Human Development Report, technical note 1; OECD/JRC Handbook (2008), step 5.
#}
{% macro default__normalise_goalposts() -%}
    {%- set share = composite_index.goalposts_share() -%}
    case
        when clip then {{ composite_index.rescale(composite_index.clip_share(share)) }}
        else {{ composite_index.rescale(share) }}
    end
{%- endmacro %}

{#
    The share of the way from the worse goalpost to the better one; a value beyond them has less than 0 or more than 1.
#}
{% macro goalposts_share() -%}
    (case when direction < 0 then upper - value else value - lower end / nullif(upper - lower, 0))
{%- endmacro %}
