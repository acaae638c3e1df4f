{#
    A relation of the package as this run built it. None where that is not known: nothing runs, or a unit test gives its
    rows. During a build dbt compiles a model after the models that it reads.
    `name`: the model.
#}
{% macro built(name) %}
    {#- a unit test knows only the relations that it gives -#}
    {% if model.resource_type == 'unit_test' %}
        {{ return(none) }}
    {% endif %}
    {#- a gate runs tests after it is built, and their references are not its own -#}
    {% set relation = composite_index.relation_of(composite_index.mart_node(name))
        if execute and 'gate' in model.tags else ref('composite_index', name) %}
    {{ return(load_relation(relation) if composite_index.is_running() else none) }}
{% endmacro %}

{#
    Whether a model has rows that meet a condition; true where that is not known.
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
    The words that the nodes of this run have in a column, such as the aggregations of the framework; all of `words`
    where the nodes are not known. A query leaves out methods that no node names, because the engine would plan them,
    and keep large parts, for nothing.
#}
{% macro words_in_use(column, words) %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if not nodes %}
        {{ return(words) }}
    {% endif %}
    {% set found = composite_index.rows_once('select distinct ' ~ column ~ ' from ' ~ nodes) | map('first') | list %}
    {{ return(words | select('in', found) | list) }}
{% endmacro %}

{# Whether an index has more than one period; true where that is not known. #}
{% macro has_several_periods() %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if not nodes %}
        {{ return(true) }}
    {% endif %}
    {% set found = composite_index.rows_once(
        'select index_id from ' ~ nodes ~ ' group by index_id having min(period) <> max(period) limit 1'
    ) %}
    {{ return(found | length > 0) }}
{% endmacro %}
