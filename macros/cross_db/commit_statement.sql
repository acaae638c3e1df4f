{# What keeps the effect of a statement that a macro runs by itself; nothing where there are no transactions. #}
{% macro commit_statement() %}
    {{ return(adapter.dispatch('commit_statement', 'composite_index')()) }}
{% endmacro %}

{% macro default__commit_statement() -%}{%- endmacro %}

{% macro postgres__commit_statement() -%} ; commit; {%- endmacro %}

{#
    Keeps the effect of the statements that a macro has run, although the model may fail afterwards. On DuckDB dbt opens a
    transaction when it looks up the columns of a relation; elsewhere commit_statement has done it.
#}
{% macro keep_effects() %}
    {{ return(adapter.dispatch('keep_effects', 'composite_index')()) }}
{% endmacro %}

{% macro default__keep_effects() %}{% endmacro %}

{% macro duckdb__keep_effects() %}
    {% do adapter.commit() %}
{% endmacro %}
