{#
    Whether a unit reaches a tier. A score below the bound by noise alone reaches it. A unit's own tier is the first, in
    order, that it reaches.

    score basis: score >= bound, the lower bound included; a blank bound has no lower limit.
    percentile basis: rank / n <= bound, so that "the first 10 per cent" of 101 units are ranks 1 to 10;
    a blank bound takes all remaining units.

    `score`: the score that ranks compare. `magnitude`: the largest score of the cohort.
#}
{% macro in_tier(basis, bound, score, percentile, magnitude=none) -%}
    (
        {{ bound }} is null
        or (
            {{ basis }} = 'score'
            and ({{ score }} >= {{ bound }} or {{ composite_index.is_same(score, bound, magnitude) }})
        )
        or (
            {{ basis }} = 'percentile'
            and ({{ percentile }} <= {{ bound }} or {{ composite_index.is_same(percentile, bound) }})
        )
    )
{%- endmacro %}
