{# How many units are scored in a batch, or ranked in a range, as a variable sets it. #}
{% macro units_at_a_time(variable) %}
    {{ return(composite_index.variable(variable) | int) }}
{% endmacro %}
