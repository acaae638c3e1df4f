{#
    The consistency index that random comparisons have on average, by the number of things compared.
    Source: Saaty, The Analytic Hierarchy Process (1980), for 3 to 15; null beyond, which is an error.
#}
{% macro random_consistency_index(compared) -%}
    case {{ compared }}
        {%- for value in [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59] %}
        when {{ loop.index + 2 }} then {{ value }}
        {%- endfor %}
    end
{%- endmacro %}
