{#
    The relations behind one input variable, as a list.

    `name` is the variable. Its value is one entry or a list of entries; an entry is Jinja that gives a
    relation (a ref or a source), the bare name of a model or seed, or a qualified table name. Refs are
    resolved while parsing, so that the edges are in the lineage and nothing is asked of the database.
    An entry that gives nothing is left out.
#}
{% macro input_relations(name) %}
    {% set relations = [] %}
    {% for entry in composite_index.input_entries(name) %}
        {% set relation = render(entry) | trim %}
        {% if relation and (modules.re.search('[."`]', relation) or relation.startswith('__dbt__cte__')) %}
            {% do relations.append(relation) %}
        {% elif relation %}
            {#- a bare name belongs to the project that runs, which in a host is not this package -#}
            {% do relations.append(ref(project_name, relation) | string) %}
        {% endif %}
    {% endfor %}
    {{ return(relations) }}
{% endmacro %}

{# The entries of an input variable as written. #}
{% macro input_entries(name) %}
    {% set declared = composite_index.variable(name) or [] %}
    {{ return([declared] if declared is string else declared | map('string') | list) }}
{% endmacro %}

{#
    The entries that are table names, which the lineage has no edge to. dbt renders a variable that is one string before
    this macro reads it; while parsing, a ref or a source then gives the name of the calling model.
#}
{% macro input_tables(name) %}
    {% set tables = [] %}
    {% for entry in composite_index.input_entries(name)
        if '.' in entry and '{' not in entry and entry != this | string %}
        {% do tables.append(entry | trim) %}
    {% endfor %}
    {{ return(tables) }}
{% endmacro %}
