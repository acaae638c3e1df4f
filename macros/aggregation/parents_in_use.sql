{#
    What the nodes of this run ask for beyond a mean of their children: a dictionary of lists of levels.

    normalised      levels with a parent that normalises its score over the cohort
    ranked          those whose normalisation needs ranks
    filled          levels with a parent whose missing children get the mean of their group
    exact           levels with a parent that rounds to the nearest double, so that its sums are exact
    floored         levels with a parent that has a geometric_floor
    from_data       levels with a parent whose weights come from the data
    overridden      levels with a node for which the publisher decided a score
    weighted        levels with a parent that gives a unit its own weights

    All are empty where the nodes are not known: nothing runs yet, or a unit test gives their rows. A unit test overrides this
    macro. The query leaves out what no node asks for, because the engine would plan it, and compute part of it, for nothing.
#}
{% macro parents_in_use() %}
    {% set found = {
        'normalised': [], 'ranked': [], 'filled': [], 'exact': [], 'floored': [], 'from_data': [], 'weighted': [],
        'overridden': [],
    } %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if nodes %}
        {% set ranks = composite_index.quoted(composite_index.methods_that_may_need_ranks()) %}
        {% set query %}
            select
                level,
                max(case when normalisation is not null then 1 else 0 end),
                max(case when normalisation in ({{ ranks }}) then 1 else 0 end),
                max(case when missing_rule = 'group_mean' then 1 else 0 end),
                max(case when round_mode = 'nearest_double' then 1 else 0 end),
                max(case when geometric_floor is not null then 1 else 0 end),
                max(case when weights_are_from_data then 1 else 0 end),
                max(case when has_weights_of_units then 1 else 0 end)
            from {{ nodes }}
            where not is_indicator
            group by level
            order by level
        {% endset %}
        {% for row in composite_index.rows_once(query) %}
            {% for use in found if use != 'overridden' %}
                {#- in the condition of a loop, `loop` is the loop around it -#}
                {% if row[loop.index] == 1 %}
                    {% do found[use].append(row[0] | int) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
        {% set query %}
            select distinct nodes.level
            from {{ nodes }} as nodes
            inner join {{ composite_index.built('stg_index__overrides') }} as overrides
                on
                    nodes.index_id = overrides.index_id
                    and nodes.node_id = overrides.node_id
            where overrides.override = 'score'
        {% endset %}
        {% for row in composite_index.rows_once(query) %}
            {% do found.overridden.append(row[0] | int) %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{# Whether a score of this run depends on the scores of other units, so that all units are computed in one query. #}
{% macro units_are_compared() %}
    {% set parents = composite_index.parents_in_use() %}
    {% set comparing = composite_index.methods_that(composite_index.aggregations(), 'compares_units') %}
    {{ return(
        parents.normalised | length > 0 or parents.filled | length > 0
        or composite_index.words_in_use('aggregation', comparing) | length > 0
    ) }}
{% endmacro %}
