{# The statement that commits what a macro has run by itself; nothing where the engine has no transactions. #}
{% macro commit_statement() %}
    {{ return(adapter.dispatch('commit_statement', 'composite_index')()) }}
{% endmacro %}

{% macro default__commit_statement() -%}{%- endmacro %}

{% macro postgres__commit_statement() -%} ; commit; {%- endmacro %}

{#
    Commits what a macro has run, even if the model fails afterwards. On DuckDB dbt opens a transaction when it looks up
    the columns of a relation; on the other engines commit_statement has committed already.
#}
{% macro keep_effects() %}
    {{ return(adapter.dispatch('keep_effects', 'composite_index')()) }}
{% endmacro %}

{% macro default__keep_effects() %}{% endmacro %}

{% macro duckdb__keep_effects() %}
    {% do adapter.commit() %}
{% endmacro %}
