{#
    The weightings that come from the scores of a node's children. `index_weights` suggests their weights for every node. A
    parent of indicators that names one in `weighting` uses them, unless input_weights gives the method's weights.
#}
{% macro weightings_from_data() %}
    {{ return(['entropy', 'standard_deviation', 'critic', 'pca']) }}
{% endmacro %}
