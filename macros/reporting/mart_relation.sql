{# The table of a published model as it is in the database, or none before it was first built. #}
{% macro mart_relation(name) %}
    {% set node = graph.nodes.values() | selectattr('name', 'equalto', name) | first %}
    {{ return(load_relation(api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias))) }}
{% endmacro %}
