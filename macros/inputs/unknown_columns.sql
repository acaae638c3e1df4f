{#
    The columns of an input that staging does not read, each a dictionary with `input_file`, `column_name` and
    `did_you_mean`: a column of staging that the relation lacks and that is spelt much the same, or none.
    A column that is like one of the relation's own is not misspelt: label_fr beside label_en.

    `union_inputs` wrote which columns are read, and from where, into the config of the staging model, because a test
    has neither the model's variables nor its macros.
#}
{% macro unknown_columns(name) %}
    {% set unknown = [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('input') == name %}
        {% set known = node.config.meta.input_columns %}
        {% set relations = node.config.meta.input_tables | list %}
        {% for input in node.depends_on.nodes if input in graph.nodes %}
            {% do relations.append(graph.nodes[input].relation_name) %}
        {% endfor %}
        {% for input in node.depends_on.nodes if input in graph.sources %}
            {#- a source may be a file, and its name in the graph does not say so -#}
            {% do relations.append(source(graph.sources[input].source_name, graph.sources[input].name) | string) %}
        {% endfor %}
        {% for relation in relations %}
            {% set columns = composite_index.relation_columns(relation) %}
            {% set present = columns | map('lower') | list %}
            {% set others = [] %}
            {% for column in columns if column | lower not in known + composite_index.list_of_names('other_columns') %}
                {% do others.append(column) %}
            {% endfor %}
            {% set nearest = composite_index.nearest_names(others, known | reject('in', present) | list, 0.7) %}
            {% for column in others %}
                {% do unknown.append({
                    'input_file': composite_index.input_name(relation),
                    'column_name': column,
                    'did_you_mean': nearest.get(column),
                }) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(unknown) }}
{% endmacro %}
