{#
    Stops a staging model with a one-line message if an input cannot be read: the variable of a required input names no
    relation, or a relation lacks a required column. Says nothing while parsing or compiling.
#}
{% macro check_input(name, relations, optional_columns, required_columns) %}
    {% if not composite_index.is_running() %}
        {{ return('') }}
    {% endif %}
    {% set row = 'each row needs ' ~ required_columns | join(', ') %}
    {% if not relations and name in ['input_observations', 'input_framework', 'input_units'] %}
        {% do exceptions.raise_compiler_error('The variable ' ~ name
            ~ ' names no relation. Name one under vars: composite_index: in dbt_project.yml; ' ~ row ~ '.') %}
    {% endif %}
    {% for relation in relations %}
        {% do composite_index.check_seed(name, relation, optional_columns + required_columns) %}
        {% set columns = composite_index.relation_columns(relation) %}
        {% set present = columns | map('lower') | list %}
        {% set missing = required_columns | reject('in', present) | list if columns else [] %}
        {% if missing %}
            {% set spare = columns | reject('in', optional_columns + required_columns) | list %}
            {% set nearest = composite_index.nearest_names(missing, spare, 0.5) %}
            {% set told = [] %}
            {% for column in missing %}
                {% do told.append(column ~ (' (did you mean ' ~ nearest[column] ~ '?)' if column in nearest else '')) %}
            {% endfor %}
            {% do exceptions.raise_compiler_error(name ~ ': ' ~ composite_index.input_name(relation) ~ ' has no column '
                ~ told | join(', ') ~ '. It has ' ~ columns | join(', ') ~ '; ' ~ row ~ '.') %}
        {% endif %}
    {% endfor %}
{% endmacro %}
