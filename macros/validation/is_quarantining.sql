{#
    What happens to rows that break a rule. `strict` (the default): the gate stops the build. `quarantine`: they are set
    aside with the rule and the reason, in `index_quarantine`, and the rest goes on; a suite bounds how many may be.
    The variable `on_violation` says which.
#}
{% macro is_quarantining() %}
    {% set mode = var('on_violation', 'strict') %}
    {% if mode not in ['strict', 'quarantine'] %}
        {{ exceptions.raise_compiler_error(
            "The variable on_violation is '" ~ mode ~ "'. Write strict or quarantine.") }}
    {% endif %}
    {{ return(mode == 'quarantine') }}
{% endmacro %}
