{# What keeps the effect of a statement that a macro runs by itself; nothing where there are no transactions. #}
{% macro commit_statement() %}
    {{ return(adapter.dispatch('commit_statement', 'composite_index')()) }}
{% endmacro %}

{% macro default__commit_statement() -%}{%- endmacro %}

{% macro postgres__commit_statement() -%} ; commit; {%- endmacro %}
