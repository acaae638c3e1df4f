{# A text as a literal of SQL, with any characters. In Spark's literals a backslash escapes too. #}
{% macro text_literal(text) %}
    {{ return(adapter.dispatch('text_literal', 'composite_index')(text | string)) }}
{% endmacro %}

{% macro default__text_literal(text) -%}
    {{ return("'" ~ dbt.escape_single_quotes(text) ~ "'") }}
{%- endmacro %}

{% macro spark__text_literal(text) -%}
    {{ return("'" ~ text | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") }}
{%- endmacro %}
