{# Whether a number cell is blank, which differs from a cell that is not a number. #}
{% macro is_blank(column) -%}
    {{ adapter.dispatch('is_blank', 'composite_index')(column) }}
{%- endmacro %}

{% macro default__is_blank(column) -%}
    {{ composite_index.clean_text(column) }} is null
{%- endmacro %}

{# A number cell is cast to text only where its number is null (see `clean_number`). #}
{% macro duckdb__is_blank(column) -%}
    case
        when {{ composite_index.clean_number(column) }} is not null then false
        else {{ composite_index.clean_text(column) }} is null
    end
{%- endmacro %}
