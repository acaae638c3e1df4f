{# The table of a published model in the database, or none before its first build. #}
{% macro mart_relation(name) %}
    {% set node = composite_index.mart_node(name) %}
    {{ return(load_relation(api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias))) }}
{% endmacro %}

{# The node of a published model; a host may have a model of the same name. #}
{% macro mart_node(name) %}
    {{ return(graph.nodes['model.composite_index.' ~ name]) }}
{% endmacro %}
