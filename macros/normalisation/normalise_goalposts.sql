{#
    Goalposts: (value - lower) / (upper - lower), with goalposts fixed in the framework, so that units do not
    change each other's scores. With clip, values beyond a goalpost score as the goalpost.
    Source: UNDP Human Development Report, technical note 1; OECD/JRC Handbook (2008), step 5.
#}
{% macro default__normalise_goalposts() -%}
    {%- set share = '(value - lower) / nullif(upper - lower, 0)' -%}
    case
        when not clip then {{ composite_index.rescale(share) }}
        {#- greatest() and least() ignore nulls on some engines and would score a missing value #}
        when {{ share }} < 0 then {{ composite_index.rescale('0.0') }}
        when {{ share }} > 1 then {{ composite_index.rescale('1.0') }}
        else {{ composite_index.rescale(share) }}
    end
{%- endmacro %}
