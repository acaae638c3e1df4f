{#
    A relation that a rule reads. A gate also judges rules that a run leaves out. dbt lets a model refer only to
    relations that it reads itself, so the gate names the relation without a reference.
#}
{% macro looked_at(name) %}
    {% if execute and model.resource_type == 'model' %}
        {{ return(composite_index.relation_named(name)) }}
    {% endif %}
    {{ return(ref('composite_index', name)) }}
{% endmacro %}
