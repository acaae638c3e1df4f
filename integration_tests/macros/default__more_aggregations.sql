{# What this project's aggregation needs: it knows no weights, so that it cannot share them out. #}
{% macro default__more_aggregations() %}
    {{ return({'two_thirds_worst': {'reads': ['scale_lower', 'scale_upper'], 'undefined_under': ['share_equally']}}) }}
{% endmacro %}
