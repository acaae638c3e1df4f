{#
    Variables that the package no longer has. `values`: the values that it could have. `says`: the message if one is
    set.
#}
{% macro removed_variables() %}
    {{ return({
        'recompute': {
            'values': ['all', 'touched'],
            'says': 'was removed in version 0.2.0: every build computes all editions. Leave it out.',
        },
    }) }}
{% endmacro %}
