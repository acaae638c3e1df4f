{#
    Distance to an interval, for an indicator that may be too low and too high. Inside [target, target_upper] the score is
    the scale's end. Outside it falls in proportion to the distance: to 0 at `lower` and at `upper`. Without these the
    distance counts against the larger of target - minimum and maximum - target_upper of the cohort. With clip, at least 0.
    A blank target_upper is the target.
    Source: OECD/JRC Handbook (2008), step 5, "Distance to a reference"; 区间型指标, the usual form with cohort extremes.
#}
{% macro default__normalise_distance_to_interval() -%}
    {{ composite_index.two_sided_score('target', 'coalesce(target_upper, target)') }}
{%- endmacro %}

{#
    The score of a value by its distance from the interval [first, last]: 1 inside. Outside, 1 - distance / reach, on the
    node's scale. `first`, `last`: expressions over the columns of `normalise`.
#}
{% macro two_sided_score(first, last) -%}
    {%- set widest = 'greatest(' ~ first ~ ' - minimum, maximum - ' ~ last ~ ')' -%}
    {%- set share -%}
    case
        when value < {{ first }} then 1 - ({{ first }} - value) / nullif(coalesce({{ first }} - lower, {{ widest }}), 0)
        when value > {{ last }} then 1 - (value - {{ last }}) / nullif(coalesce(upper - {{ last }}, {{ widest }}), 0)
        when value is not null then 1.0
    end
    {%- endset -%}
    case
        when clip and ({{ share }}) < 0 then {{ composite_index.rescale('0.0') }}
        else {{ composite_index.rescale(share) }}
    end
{%- endmacro %}
