{# Whether a node lies below another or is that one, by their paths. No pattern: an id may hold the signs of one. #}
{% macro is_below(path, ancestor) -%}
    substring({{ path }} || '/', 1, length({{ ancestor }}) + 1) = {{ ancestor }} || '/'
{%- endmacro %}
