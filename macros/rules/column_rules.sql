{#
    The rules on the columns of an input. They are the same for every input, so they are here and not in its properties.
    Their names begin with the input's.
#}
{% macro column_rules() %}
    {{ return({
        'columns_are_spelt': {
            'misspelt': True,
            'severity': 'critical',
            'advice': 'Staging does not read this column, and its name is like one that staging reads and the relation lacks. Rename the column. If you keep it for yourself, list it in the variable other_columns.',
        },
        'columns_are_known': {
            'misspelt': False,
            'severity': 'warning',
            'advice': 'Staging does not read this column. If you keep it for yourself, list it in the variable other_columns.',
        },
    }) }}
{% endmacro %}
