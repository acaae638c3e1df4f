{#
    The level of the deepest node, as far as the trees are unrolled: the variable `max_depth`, or less where the nodes
    are there to be asked. Each level that no tree has would be planned for nothing.
#}
{% macro tree_depth() %}
    {% set deepest = composite_index.max_depth() %}
    {% set nodes = composite_index.built('int_index__nodes') %}
    {% if nodes %}
        {% set found = run_query('select max(level) from ' ~ nodes).columns[0].values()[0] %}
        {{ return([deepest, found | int(deepest)] | min if found is not none else deepest) }}
    {% endif %}
    {{ return(deepest) }}
{% endmacro %}

{# The levels that are kept as rows: down to the deepest that `score_levels` lists, because points come from above. #}
{% macro kept_levels(depth) %}
    {% set levels = composite_index.variable('score_levels') %}
    {% set deepest = depth if levels is none else [depth, levels | map('int') | max] | min %}
    {{ return(range(0, deepest + 1) | list) }}
{% endmacro %}
