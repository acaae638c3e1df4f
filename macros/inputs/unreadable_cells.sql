{#
    The cells of a row that hold text where a number (a whole number, a yes/no) belongs, as `column "text"`, or null.
    Staging keeps this beside the typed columns, so that a test can show the row of a bad cell.
#}
{% macro unreadable_cells(numbers=[], booleans=[], whole_numbers=[]) -%}
    nullif(
        concat(
            ''
            {%- for column in numbers + whole_numbers + booleans %}
            {%- if column in numbers %}{% set cleaner = composite_index.clean_number %}
            {%- elif column in whole_numbers %}{% set cleaner = composite_index.clean_whole_number %}
            {%- else %}{% set cleaner = composite_index.clean_boolean %}
            {%- endif %},
            case
                when {{ composite_index.clean_text(column) }} is not null and {{ cleaner(column) }} is null
                    then '{{ column }} "' || cast({{ column }} as {{ dbt.type_string() }}) || '" '
                else ''
            end
            {%- endfor %}
        ),
        ''
    )
{%- endmacro %}
