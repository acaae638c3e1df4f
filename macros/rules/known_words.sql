{# The words of a rule `one_of`. #}
{% macro known_words(name) %}
    {{ return({
        'normalisations': composite_index.normalisations(),
        'aggregations': composite_index.aggregations(),
        'missing_rules': composite_index.missing_rules(),
        'transformations': composite_index.transformations(),
        'outlier_treatments': composite_index.outlier_treatments(),
        'imputations': composite_index.imputations(),
        'bounded_measures': composite_index.bounded_measures(),
    }[name]) }}
{% endmacro %}
