{# Whether a number is 0, or between 1e-100 and 1e100 without its sign. Not for null. #}
{% macro is_measurable(number) -%}
    (abs({{ number }}) between 1e-100 and 1e100 or {{ number }} = 0)
{%- endmacro %}
