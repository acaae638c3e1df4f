{#
    Vector normalisation: value / root of the sum of squares over the cohort, 1 minus that if less is better. It is what
    TOPSIS was defined with. The sum of squares is n * mean^2 + (n - 1) * sd^2. Undefined if all values are 0.
    Source: Hwang and Yoon, Multiple Attribute Decision Making (1981).
#}
{% macro default__normalise_vector() -%}
    {%- set squares -%}
    (present_values * cohort_mean * cohort_mean + (present_values - 1) * coalesce(cohort_sd, 0) * coalesce(cohort_sd, 0))
    {%- endset -%}
    {%- set share = 'value / nullif(sqrt(' ~ squares ~ '), 0)' -%}
    case
        when direction < 0 then {{ composite_index.rescale('1 - ' ~ share) }}
        else {{ composite_index.rescale(share) }}
    end
{%- endmacro %}
