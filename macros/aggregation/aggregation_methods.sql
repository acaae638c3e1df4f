{# The aggregations that a framework may name. #}
{% macro aggregation_methods() %}
    {{ return([
        'arithmetic', 'geometric', 'harmonic', 'generalised', 'inverse_geometric', 'minimum', 'maximum', 'median',
        'copeland',
    ] + var('more_aggregations', [])) }}
{% endmacro %}
