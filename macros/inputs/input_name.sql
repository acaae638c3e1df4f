{#
    The name of an input in messages: the path of the seed's file, or the name of the relation.
    The path is known only when compiling for a run. While parsing it is the relation's name.
#}
{% macro input_name(relation) %}
    {% set seed = composite_index.input_seed(relation) %}
    {{ return(seed.original_file_path if seed else relation | replace('"', '')) }}
{% endmacro %}

{# The seed node behind a relation, or none. Only a seed has a file, and only its table keeps the order of the file. #}
{% macro input_seed(relation) %}
    {#- there is no graph while parsing, and none in a unit test -#}
    {% if execute and graph.nodes is defined %}
        {% for node in graph.nodes.values() if node.resource_type == 'seed' and node.relation_name == relation %}
            {{ return(node) }}
        {% endfor %}
    {% endif %}
    {{ return(none) }}
{% endmacro %}
