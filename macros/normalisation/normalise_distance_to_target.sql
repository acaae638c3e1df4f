{#
    Distance to a target: (value - worst) / (target - worst), worst over the cohort. With clip, at most the scale's end.
    A target equal to the worst value is an error. Source: OECD/JRC Handbook (2008), step 5; COINr, n_dist2targ.
#}
{% macro default__normalise_distance_to_target() -%}
    {%- set share = '((value - worst) / nullif(target - worst, 0))' -%}
    {{ composite_index.rescale('case when clip and ' ~ share ~ ' > 1 then 1.0 else ' ~ share ~ ' end') }}
{%- endmacro %}
