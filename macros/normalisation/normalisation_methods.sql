{# The normalisations that a framework may name. #}
{% macro normalisation_methods() %}
    {{ return(['identity', 'min_max', 'goalposts'] + var('more_normalisations', [])) }}
{% endmacro %}
