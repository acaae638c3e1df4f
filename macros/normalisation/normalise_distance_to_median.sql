{#
    Distance to the cohort's median, for an indicator that may be too low and too high: the median scores the scale's end.
    The score falls in proportion to the distance: to 0 at `lower` and at `upper`, or without these at the value of the cohort
    that is farthest from the median. With clip, at least 0.
    If all values are equal, no unit has a score (docs/decisions/0003).
    Source: 适度指标 (moderate indicator), deviation from a suitable value; OECD/JRC Handbook (2008), step 5, "Distance to a
    reference".
#}
{% macro default__normalise_distance_to_median() -%}
    case when maximum > minimum then {{ composite_index.two_sided_score('cohort_median', 'cohort_median') }} end
{%- endmacro %}
