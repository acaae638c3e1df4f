{#
    All that results depend on besides the inputs, as one text: the package's models as written, and the variables.
    Macros are left out, because dbt does not show them to a model. Empty while nothing runs.
#}
{% macro build_fingerprint() %}
    {% set texts = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() | sort(attribute='unique_id')
            if node.resource_type == 'model' and node.package_name == 'composite_index' %}
            {% do texts.append(node.name ~ ' ' ~ node.checksum.checksum) %}
        {% endfor %}
    {% endif %}
    {% for name in [
        'score_levels', 'rank_levels', 'more_normalisations', 'more_aggregations', 'max_depth', 'max_winsorised_points',
        'max_consistency_ratio', 'suggested_weights', 'suite_paths',
    ] %}
        {% do texts.append(name ~ ' ' ~ composite_index.variable(name)) %}
    {% endfor %}
    {{ return(local_md5(texts | join('\n'))) }}
{% endmacro %}
