{#
    Lookup: a category's score is what the table `input_lookups` gives for it, which has taken the value's place when
    the values were read. Source: OECD/JRC Handbook (2008), step 5, "Categorical scale".
#}
{% macro default__normalise_lookup() -%}
    {{ composite_index.normalise('identity') }}
{%- endmacro %}
