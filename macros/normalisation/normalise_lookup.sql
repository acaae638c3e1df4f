{#
    Lookup: `input_lookups` gives the score of each category. That score replaced the value when the values were read.
    Source: OECD/JRC Handbook (2008), step 5, "Categorical scale".
#}
{% macro default__normalise_lookup() -%}
    {{ composite_index.normalise('identity') }}
{%- endmacro %}
