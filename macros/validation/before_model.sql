{#
    What a session is told before a model is built. `dbt clone` runs no hook of a run, so that here is written down which tables it
    replaces: what it takes over from another environment was not built here, and is not published from.
#}
{% macro before_model() %}
    {% if not execute or flags.WHICH != 'clone' %}
        {{ return(composite_index.planner_settings()) }}
    {% endif %}
    {{ return(composite_index.insert_builds(composite_index.what_models_read(), [model.unique_id], is_end=false)) }}
{% endmacro %}
