{#
    Fraction of the maximum: value / best over the cohort; best / value where less is better, best then the minimum, so that
    the best value scores 1 and twice as much of what is bad half of it (docs/decisions/0022). Where less is better all values
    are above 0, else best is: the test `statistics_define_the_scores`.
    Source: COINr, n_fracmax, where more is better; Hwang and Yoon (1981), linear scale transformation, where less is.
#}
{% macro default__normalise_fraction_of_maximum() -%}
    {%- set share = 'case when direction < 0 then best / nullif(value, 0) else value / nullif(best, 0) end' -%}
    {{ composite_index.rescale(share) }}
{%- endmacro %}
