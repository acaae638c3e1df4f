{# Condition: a unit takes part in its index, because its inclusion does not exclude it. `unit`: the alias. #}
{% macro takes_part(unit) -%}
    coalesce({{ unit }}.inclusion, '') <> 'exclude'
{%- endmacro %}
