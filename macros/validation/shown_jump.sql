{# A score or a rank for a message: a score to 6 decimals, a rank as a whole number. #}
{% macro shown_jump(column) -%}
    {%- if column.endswith('rank') -%}
    cast({{ column }} as {{ dbt.type_string() }})
    {%- else -%}
    {{ composite_index.shown_double(composite_index.round_to(column, 6)) }}
    {%- endif -%}
{%- endmacro %}
