{# The aggregations that a framework may name. #}
{% macro aggregation_methods() %}
    {{ return(composite_index.own_aggregations() + composite_index.list_of_names('more_aggregations')) }}
{% endmacro %}

{# Those of them that are the package's own. #}
{% macro own_aggregations() %}
    {{ return([
        'arithmetic', 'geometric', 'harmonic', 'generalised', 'inverse_geometric', 'minimum', 'maximum', 'median',
        'copeland',
    ]) }}
{% endmacro %}
