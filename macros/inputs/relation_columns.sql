{#
    The names of a relation's columns as the database has them, or an empty list where they are not known: the relation
    is not there yet, it stands for given rows in a unit test, or nothing is being run.
    `relation`: as it stands in a query, a name of up to three parts or a function that reads a file.
#}
{% macro relation_columns(relation) %}
    {% if composite_index.is_running() and ('(' in relation or relation.startswith("'")) %}
        {{ return(dbt.get_columns_in_query('select * from ' ~ relation)) }}
    {% endif %}
    {{ return(composite_index.relation_types(relation) | map(attribute='name') | list) }}
{% endmacro %}

{# The same of a relation that has a name: its columns, each with a `name` and a `dtype`. #}
{% macro relation_types(relation) %}
    {% if not composite_index.is_running() or relation.startswith('__dbt__cte__') %}
        {{ return([]) }}
    {% endif %}
    {% set parts = [] %}
    {% for part in modules.re.findall('"[^"]*"|`[^`]*`|[^."`]+', relation) %}
        {% do parts.append(part.strip('"`')) %}
    {% endfor %}
    {% set found = adapter.get_relation(
        database=parts[-3] if parts | length > 2 else target.database, schema=parts[-2], identifier=parts[-1]
    ) %}
    {{ return(adapter.get_columns_in_relation(found) if found else []) }}
{% endmacro %}

{# Whether inputs are there to be looked at: not while parsing, nor where a database may still be empty. #}
{% macro is_running() %}
    {{ return(execute and flags.WHICH in ['build', 'run', 'test', 'retry', 'show']) }}
{% endmacro %}
