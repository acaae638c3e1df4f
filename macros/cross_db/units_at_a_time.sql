{# How many units are scored in a batch, or ranked in a range: a variable, or `otherwise` where it is not set. #}
{% macro units_at_a_time(variable, otherwise) %}
    {% set size = var(variable, otherwise) | int(0) %}
    {% if size < 1 %}
        {{ exceptions.raise_compiler_error(
            "The variable " ~ variable ~ " is '" ~ var(variable) ~ "'. Write a whole number of 1 or more.") }}
    {% endif %}
    {{ return(size) }}
{% endmacro %}
