{# The entry of this project's aggregation: it reads no weights, so it cannot share them. #}
{% macro default__more_aggregations() %}
    {{ return({'two_thirds_worst': {'reads': ['scale_lower', 'scale_upper'], 'undefined_under': ['share_equally']}}) }}
{% endmacro %}
