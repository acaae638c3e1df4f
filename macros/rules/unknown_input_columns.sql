{#
    The columns of an input that staging does not read and that the variable `other_columns` does not list.
    `input`: the variable. `misspelt`: true for columns whose name is like one that staging reads and the relation lacks,
    false for the others.
#}
{% macro unknown_input_columns(input, misspelt) %}
{%- set unknown = [] %}
{%- if execute %}
    {%- for column in composite_index.unknown_columns(input) if (column.did_you_mean is not none) == misspelt %}
        {%- do unknown.append(column) %}
    {%- endfor %}
{%- endif %}
{%- for column in unknown or [{'column_name': '', 'input_file': '', 'did_you_mean': none}] %}
select
    {{ composite_index.text_literal(column.column_name) }} as column_name,
    cast({{ composite_index.text_literal(column.did_you_mean) if column.did_you_mean else 'null' }} as {{ dbt.type_string() }}) as did_you_mean,
    {{ composite_index.text_literal(column.input_file) }} as input_file,
    cast(null as {{ dbt.type_bigint() }}) as input_row
{{ 'where false' if not unknown }}{{ 'union all' if not loop.last }}
{%- endfor %}
{% endmacro %}
