{#
    The names of a relation's columns as the database has them. The list is empty where they are not known: the relation
    does not exist yet, it is the given rows of a unit test, or nothing runs.
    `relation`: as a query names it, with up to three parts, or a function that reads a file.
#}
{% macro relation_columns(relation) %}
    {% if composite_index.is_running() and ('(' in relation or relation.startswith("'")) %}
        {{ return(dbt.get_columns_in_query('select * from ' ~ relation)) }}
    {% endif %}
    {{ return(composite_index.relation_types(relation) | map(attribute='name') | list) }}
{% endmacro %}

{# The same for a relation that has a name: its columns, each with a `name` and a `dtype`. #}
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

{# Whether the inputs can be queried: not while parsing, and not where the database may still be empty. #}
{% macro is_running() %}
    {{ return(execute and flags.WHICH in ['build', 'run', 'test', 'retry', 'show']) }}
{% endmacro %}
