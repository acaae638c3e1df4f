{#
    Goalposts: (value - lower) / (upper - lower), with goalposts fixed in the framework, so that units do not
    change each other's scores; turned round where less is better. With clip, values beyond a goalpost score as it.
    Source: UNDP Human Development Report, technical note 1; OECD/JRC Handbook (2008), step 5.
#}
{% macro default__normalise_goalposts() -%}
    {%- set share = composite_index.goalposts_share() -%}
    case
        when clip then {{ composite_index.rescale(composite_index.clip_share(share)) }}
        else {{ composite_index.rescale(share) }}
    end
{%- endmacro %}

{# The share of the way from the worse goalpost to the better one; below 0 or above 1 beyond them. #}
{% macro goalposts_share() -%}
    (case when direction < 0 then upper - value else value - lower end / nullif(upper - lower, 0))
{%- endmacro %}
