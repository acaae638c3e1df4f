{#
    The relations behind one input variable, as a list.

    `name` is the variable. Its value is one entry or a list of entries; an entry is Jinja that gives a
    relation (a ref or a source), the bare name of a model or seed, or a qualified table name. Refs are
    resolved while parsing, so that the edges are in the lineage and nothing is asked of the database.
#}
{% macro input_relations(name) %}
    {% set declared = var(name, []) %}
    {% if declared is string %}
        {% set declared = [declared] if declared else [] %}
    {% endif %}
    {% set relations = [] %}
    {% for entry in declared %}
        {% set relation = render(entry | string) | trim %}
        {% do relations.append(relation if modules.re.search('[."`]', relation) or relation.startswith('__dbt__cte__') else ref(relation) | string) %}
    {% endfor %}
    {{ return(relations) }}
{% endmacro %}
