{#
    The level of the deepest node, up to the variable `max_depth`. Where the nodes are not built yet, it is `max_depth`.
    The engine would plan each further level for nothing.
#}
{% macro tree_depth() %}
    {% set deepest = composite_index.max_depth() %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if nodes %}
        {% set found = composite_index.rows_once('select max(level) from ' ~ nodes)[0][0] %}
        {{ return([deepest, found | int(deepest)] | min if found is not none else deepest) }}
    {% endif %}
    {{ return(deepest) }}
{% endmacro %}

{# The levels that are kept as rows: down to the deepest level in `score_levels`, because points come from above. #}
{% macro kept_levels(depth) %}
    {% set levels = composite_index.variable('score_levels') %}
    {% set deepest = depth if levels is none else [depth, levels | map('int') | max] | min %}
    {{ return(range(0, deepest + 1) | list) }}
{% endmacro %}
