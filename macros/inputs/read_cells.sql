{#
    A select of the columns of an input, each cell read once: text trimmed, numbers as doubles, yes and no as booleans. Beside
    each column that holds no text stands the cell as it is written, `<column>_text`, because `typed_cells` says what it cannot
    read.
    `columns`: a dictionary by column of what it is: `text` (also if nothing is said), `number`, `whole_number` or `boolean`;
    `default`: SQL for a blank cell. `typed_cells` takes the same. `filled`: the columns to list in a column `filled` where
    their cell is not blank.
#}
{% macro read_cells(relation, columns, filled=[]) -%}
    select
        {%- for column, of in columns.items() %}
        {%- if (of.is or 'text') == 'text' %}
        {{ composite_index.clean_text(column) }} as {{ column }},
        {%- else %}
        {{ composite_index.clean_boolean(column) if of.is == 'boolean' else composite_index.clean_number(column) }} as {{ column }},
        cast({{ column }} as {{ dbt.type_string() }}) as {{ column }}_text,
        {%- endif %}
        {%- endfor %}
        {%- if filled %}
        {{ composite_index.filled_columns(filled) }} as filled,
        {%- endif %}
        input_file,
        input_row
    from {{ relation }}
{%- endmacro %}
