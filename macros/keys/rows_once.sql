{#
    The rows of a query on the nodes or on an input of this run, each a list. Several models ask the same, and each answer takes
    some ten milliseconds, so it is kept with dbt's graph until the run ends.
#}
{% macro rows_once(query) %}
    {% set kept = graph.setdefault('composite_index_rows', {}) %}
    {% set key = invocation_id ~ query %}
    {% if key not in kept %}
        {% set rows = [] %}
        {% for row in run_query(query).rows %}
            {% do rows.append(row.values() | list) %}
        {% endfor %}
        {% do kept.update({key: rows}) %}
    {% endif %}
    {{ return(kept[key]) }}
{% endmacro %}
