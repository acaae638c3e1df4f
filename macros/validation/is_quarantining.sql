{#
    What happens to rows that break a rule. `strict` (the default): the gate stops the build. `quarantine`: they are set
    aside with the rule and the reason, in `index_quarantine`, and the rest goes on; a suite bounds how many may be.
    The variable `on_violation` says which.
#}
{% macro is_quarantining() %}
    {{ return(composite_index.variable('on_violation') == 'quarantine') }}
{% endmacro %}
