{#
    A relation that a rule reads. A gate judges the rules that a run leaves out, and dbt lets a model refer only to what it
    reads itself, so there the relation is named without a reference.
#}
{% macro looked_at(name) %}
    {% if execute and model.resource_type == 'model' %}
        {{ return(composite_index.relation_named(name)) }}
    {% endif %}
    {{ return(ref('composite_index', name)) }}
{% endmacro %}
