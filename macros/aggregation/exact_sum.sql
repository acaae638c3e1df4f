{#
    An aggregate: a sum of doubles without rounding in between, so that it does not depend on the order of the rows. Each number
    is split into a whole number of 2^-20 and a rest in whole numbers of 2^-60; doubles add whole numbers exactly. What a
    number has below 2^-60 is cut off. For sums below 2^33 of up to 8,192 numbers.
#}
{% macro exact_sum(number) -%}
    {%- set large = 'floor((' ~ number ~ ') * 1048576.0)' -%}
    (
        sum({{ large }}) / cast(1048576 as {{ composite_index.type_double() }})
        + sum(floor((({{ number }}) - {{ large }} / 1048576.0) * 1152921504606846976.0))
        / cast(1152921504606846976 as {{ composite_index.type_double() }})
    )
{%- endmacro %}
