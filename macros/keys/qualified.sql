{# The columns of one side of a join, comma after comma: `alias`.a, `alias`.b. #}
{% macro qualified(alias, columns) -%}
    {%- for column in columns -%}
        {{ alias }}.{{ column }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
