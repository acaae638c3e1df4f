{#
    Variables that the package had once: `values`, what they could be, and `says`, what a project that still sets one is told.
#}
{% macro removed_variables() %}
    {{ return({
        'recompute': {
            'values': ['all', 'touched'],
            'says': 'was removed in version 0.2.0: every build computes all editions. Leave it out.',
        },
    }) }}
{% endmacro %}
