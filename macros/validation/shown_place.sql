{# The place of a row in the inputs, for a message: ` (file line 2)`, ` (relation)`, or nothing if it is not known. #}
{% macro shown_place(input_file='input_file', input_row='input_row') -%}
    case
        when {{ input_file }} is null then ''
        when {{ input_row }} is null then ' (' || {{ input_file }} || ')'
        else ' (' || {{ input_file }} || ' line ' || cast({{ input_row }} as {{ dbt.type_string() }}) || ')'
    end
{%- endmacro %}
