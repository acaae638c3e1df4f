{#
    Fraction of the maximum: value / best over the cohort. Where less is better it is best / value, and best is the
    minimum: the best value scores 1, and twice that value scores half (docs/decisions/0022). All values must be above 0
    where less is better, and the best value where more is: the test `statistics_define_the_scores`.
    Source: COINr, n_fracmax, where more is better; Hwang and Yoon (1981), linear scale transformation, where less is.
#}
{% macro default__normalise_fraction_of_maximum() -%}
    {%- set share = 'case when direction < 0 then best / nullif(value, 0) else value / nullif(best, 0) end' -%}
    {{ composite_index.rescale(share) }}
{%- endmacro %}
