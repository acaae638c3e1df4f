{#
    Weighted generalised (power) mean: (weighted mean of score ^ p) ^ (1 / p), p the parent's exponent; p = 0 is the
    geometric mean. Scores must be above 0. Source: COINr, a_genmean; Hardy, Littlewood and Polya, Inequalities (1934).
#}
{% macro default__aggregate_generalised() -%}
    {%- set positive = 'case when score > 0 then score end' -%}
    case
        when exponent = 0 then {{ composite_index.aggregate('geometric') }}
        else
            power(
                {{ composite_index.weighted_mean('power(' ~ positive ~ ', exponent)') }},
                1.0 / nullif(exponent, 0)
            )
    end
{%- endmacro %}
