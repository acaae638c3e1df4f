{#
    Whether a value lies between its steps: 0.7 where grades come in halves. False if no step is declared. Compared
    within a millionth of a step, because 0.1 and its multiples are not exact in doubles.
#}
{% macro is_off_step(value, step) -%}
    ({{ step }} > 0 and abs({{ value }} / {{ step }} - round({{ value }} / {{ step }})) > 0.000001)
{%- endmacro %}
