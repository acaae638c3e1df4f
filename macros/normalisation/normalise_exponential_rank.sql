{#
    Exponential transformation of ranks: p = -0.23 ln(1 - r (1 - exp(-100 / 23))), r = rank / n, ties with the mean rank.
    On a scale of 0 to 100 it is -23 ln(1 - r (1 - exp(-100 / 23))). The highest rank scores 100, and one unit in ten scores
    more than 50. A deprivation index gives the most deprived the highest rank.
    Source: English Indices of Deprivation 2019, Technical Report; Scottish Index of Multiple Deprivation 2020, technical
    notes.
#}
{% macro default__normalise_exponential_rank() -%}
    {%- set share -%}
    -0.23 * ln(1 - value_rank_average / ranked_values * (1 - exp(-100 / cast(23 as {{ composite_index.type_double() }}))))
    {%- endset -%}
    case when value is not null then {{ composite_index.rescale(share) }} end
{%- endmacro %}
