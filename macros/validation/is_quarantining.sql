{#
    The variable `on_violation` says what happens to rows that break a rule. `strict` (the default): the gate stops the
    build. `quarantine`: they go to `index_quarantine` with the rule and the reason, and the build goes on without them;
    a suite limits their number.
#}
{% macro is_quarantining() %}
    {{ return(composite_index.variable('on_violation') == 'quarantine') }}
{% endmacro %}
