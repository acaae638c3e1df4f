{#
    A dictionary from each of `names` to the most similar one of `candidates`. It leaves out a name if no candidate
    reaches the similarity `at_least` (see `similarity`). It queries the database, so it is for messages when something
    is wrong.
#}
{% macro nearest_names(names, candidates, at_least) %}
    {% if not names or not candidates %}
        {{ return({}) }}
    {% endif %}
    {% set pairs = [] %}
    {% for name in names %}
        {% for candidate in candidates %}
            {% do pairs.append("select " ~ composite_index.text_literal(name) ~ " as name, "
                ~ composite_index.text_literal(candidate) ~ " as candidate") %}
        {% endfor %}
    {% endfor %}
    {#- people write "Unit ID" and "unit-id" for unit_id -#}
    {% set spelt = "replace(replace(lower(name), ' ', '_'), '-', '_')" %}
    {% set rows = run_query('select name, candidate from (select name, candidate, '
        ~ composite_index.similarity(spelt, 'lower(candidate)') ~ ' as likeness from ('
        ~ pairs | join(' union all ') ~ ') as pairs) as likened where likeness >= ' ~ at_least
        ~ ' order by name, likeness, candidate desc') %}
    {% set nearest = {} %}
    {% for row in rows %}
        {% do nearest.update({row[0]: row[1]}) %}
    {% endfor %}
    {{ return(nearest) }}
{% endmacro %}
