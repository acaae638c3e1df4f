{#
    An aggregate: a sum of doubles without rounding in between, so that it does not depend on the order of the rows. Each number
    is split into a whole number of 2^-20 and a rest in whole numbers of 2^-60; doubles add whole numbers exactly. What a
    number has below 2^-60 is cut off. For sums below 2^33 of up to 8,192 numbers.
#}
{% macro exact_sum(number) -%}
    {#- doubles, because a number with a point is a decimal on some engines -#}
    {%- set double = composite_index.type_double() -%}
    {%- set large_step = 'cast(1048576 as ' ~ double ~ ')' -%}
    {%- set small_step = 'cast(1152921504606846976 as ' ~ double ~ ')' -%}
    {%- set large = 'cast(floor((' ~ number ~ ') * ' ~ large_step ~ ') as ' ~ double ~ ')' -%}
    {%- set rest = '((' ~ number ~ ') - ' ~ large ~ ' / ' ~ large_step ~ ')' -%}
    (
        sum({{ large }}) / {{ large_step }}
        + sum(cast(floor({{ rest }} * {{ small_step }}) as {{ double }})) / {{ small_step }}
    )
{%- endmacro %}
