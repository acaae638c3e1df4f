{#
    Fraction of the maximum: value / best over the cohort, or best / value if less is better. Best is then the minimum:
    it scores 1, and twice that value scores half (docs/decisions/0022). All values must be above 0 if less is better,
    and the best value must be if more is: the test `statistics_define_the_scores`.
    Source: COINr, n_fracmax, where more is better; Hwang and Yoon (1981), linear scale transformation, where less is.
#}
{% macro default__normalise_fraction_of_maximum() -%}
    {%- set share = 'case when direction < 0 then best / nullif(value, 0) else value / nullif(best, 0) end' -%}
    {{ composite_index.rescale(share) }}
{%- endmacro %}
