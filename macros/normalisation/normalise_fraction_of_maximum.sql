{#
    Fraction of the maximum: value / best over the cohort. Where less is better best is the minimum, and the score is
    1 for it and above 1 for the others, as COINr has it (n_fracmax): choose another method there.
#}
{% macro default__normalise_fraction_of_maximum() -%}
    {{ composite_index.rescale('value / nullif(best, 0)') }}
{%- endmacro %}
