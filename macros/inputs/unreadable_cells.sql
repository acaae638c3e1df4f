{#
    The cells of a row that hold text where a number (or a yes/no) belongs, as `column "text"`, or null.
    Staging keeps this beside the typed columns, so that a bad cell is a row that a test shows.
#}
{% macro unreadable_cells(numbers=[], booleans=[]) -%}
    nullif(
        concat(
            ''
            {%- for column in numbers + booleans %}
            {%- set cleaner = composite_index.clean_number if column in numbers else composite_index.clean_boolean %},
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
