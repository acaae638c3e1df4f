{#
    A relation of the package as it was built in this run, or none where that is not known: nothing is being run, or given
    rows of a unit test stand for it. While a build runs, a model is compiled after those that it reads.
    `name`: the model.
#}
{% macro built(name) %}
    {#- a unit test knows no relation but those it is given -#}
    {% if model.resource_type == 'unit_test' %}
        {{ return(none) }}
    {% endif %}
    {#- a gate runs tests after it is built, whose references are not its own -#}
    {% set relation = composite_index.relation_of(composite_index.mart_node(name))
        if execute and 'gate' in model.tags else ref('composite_index', name) %}
    {{ return(load_relation(relation) if composite_index.is_running() else none) }}
{% endmacro %}

{#
    Whether a model has rows of which a condition holds; true where it is not known. A join with what has no rows is left
    out: DuckDB may take the large side for the small one there, and keep all of it in memory.
#}
{% macro has_rows(name, condition='true') %}
    {% set relation = composite_index.built(name) %}
    {% if not relation %}
        {{ return(true) }}
    {% endif %}
    {% set found = run_query('select 1 as found from ' ~ relation ~ ' where ' ~ condition ~ ' limit 1') %}
    {{ return(found.rows | length > 0) }}
{% endmacro %}

{#
    The words that the nodes of this run have in a column, such as the aggregations of the framework, or all of `words`
    where the nodes are not known. What no node asks for is left out of a query, because it would be planned, and large
    parts kept, for nothing.
#}
{% macro words_in_use(column, words) %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if not nodes %}
        {{ return(words) }}
    {% endif %}
    {% set found = run_query('select distinct ' ~ column ~ ' from ' ~ nodes).columns[0].values() | list %}
    {{ return(words | select('in', found) | list) }}
{% endmacro %}

{# Whether an index has more than one period; true where that is not known. #}
{% macro has_several_periods() %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if not nodes %}
        {{ return(true) }}
    {% endif %}
    {% set found = run_query(
        'select index_id from ' ~ nodes ~ ' group by index_id having min(period) <> max(period) limit 1'
    ) %}
    {{ return(found.rows | length > 0) }}
{% endmacro %}
