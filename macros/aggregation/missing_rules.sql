{# The rules for missing children that a framework may name. #}
{% macro missing_rules() %}
    {{ return(['renormalise']) }}
{% endmacro %}
