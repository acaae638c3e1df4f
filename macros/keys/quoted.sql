{# Names as text constants, comma after comma. #}
{% macro quoted(names) -%}
    '{{ names | join("', '") }}'
{%- endmacro %}
