{# Whether the cell of a number is blank, which is not the same as being no number. #}
{% macro is_blank(column) -%}
    {{ adapter.dispatch('is_blank', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__is_blank(column) -%}
    {{ composite_index.clean_text(column) }} is null
{%- endmacro %}

{# A number as text is asked for only where there is none (see `clean_number`). #}
{% macro duckdb__is_blank(column) -%}
    case
        when {{ composite_index.clean_number(column) }} is not null then false
        else {{ composite_index.clean_text(column) }} is null
    end
{%- endmacro %}
