{#
    Min-max: (value - minimum) / (maximum - minimum) over the cohort, reversed if less is better. An
    indicator that is equal for all units has no such score: null (docs/decisions/0003).
    Source: OECD/JRC Handbook (2008), step 5, "Min-Max".
#}
{% macro default__normalise_min_max() -%}
    {{ composite_index.rescale('(value - worst) / nullif(best - worst, 0)') }}
{%- endmacro %}
