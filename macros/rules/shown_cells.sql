{# The columns that a message shows of a row that breaks a rule; input_file and input_row give its place. #}
{% macro shown_columns(rule) %}
    {% set of_kind = rule.unique or ([rule.column] if rule.one_of else rule.columns) or [] %}
    {# the supported words come last, because they are many, and a message is cut #}
    {{ return((of_kind + (rule.show or []) + (['supported'] if rule.one_of else [])) | unique | list) }}
{% endmacro %}

{# The cells of a row as a message shows them, such as `index_id = a, lower = 5`. Blank cells are left out. #}
{% macro shown_cells(columns) -%}
    substring(
        concat(
            ''
            {%- for column in columns %},
            case when {{ column }} is null then '' else ', {{ column }} = ' || cast({{ column }} as {{ dbt.type_string() }}) end
            {%- endfor %}
        ),
        3
    )
{%- endmacro %}

{# A null text. #}
{% macro no_text() -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}
