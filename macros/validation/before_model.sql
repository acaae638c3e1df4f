{#
    Settings of the session before a model is built. `dbt clone` runs no hook of a run, so this macro records which
    tables a clone replaces. A cloned table was not built here, so nothing is published from it.
#}
{% macro before_model() %}
    {% if not execute or flags.WHICH != 'clone' %}
        {{ return(composite_index.planner_settings()) }}
    {% endif %}
    {{ return(composite_index.insert_builds(composite_index.what_models_read(), [model.unique_id], is_end=false)) }}
{% endmacro %}
