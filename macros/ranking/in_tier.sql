{#
    Whether a unit reaches a tier. Of the tiers it reaches, the first in order is its own.

    score basis: score >= bound, the lower bound included; a blank bound has no lower limit.
    percentile basis: rank / n <= bound, so that "the first 10 per cent" of 101 units are ranks 1 to 10;
    a blank bound takes all that remain.
#}
{% macro in_tier(basis, bound, score, percentile) -%}
    (
        {{ bound }} is null
        or ({{ basis }} = 'score' and {{ composite_index.rank_score(score) }} >= {{ composite_index.rank_score(bound) }})
        or (
            {{ basis }} = 'percentile'
            and {{ composite_index.rank_score(percentile) }} <= {{ composite_index.rank_score(bound) }}
        )
    )
{%- endmacro %}
