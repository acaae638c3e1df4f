{#
    A select of what `read_cells` has read: whole numbers as integers, blank cells with their default, and `unreadable`, the
    cells that hold text where a number, a whole number or yes or no belongs, as `column "text"`, or null. A test shows them.
    An integer that a cast alone made would round 2.5 silently, and a number beyond its range would stop the query.
#}
{% macro typed_cells(relation, columns, filled=false) -%}
    {%- set unreadable = [] -%}
    select
        {%- for column, of in columns.items() %}
        {%- set cell = column %}
        {%- if of.is == 'whole_number' %}
        {%- set cell = 'case when abs(' ~ column ~ ') <= 1e9 and ' ~ column ~ ' = floor(' ~ column ~ ') then cast(' ~ column
            ~ ' as ' ~ dbt.type_int() ~ ') end' %}
        {%- endif %}
        {%- if (of.is or 'text') != 'text' %}
        {%- do unreadable.append([column, cell]) %}
        {%- endif %}
        {{ 'coalesce(' ~ cell ~ ', ' ~ of.default ~ ')' if of.default is defined else cell }}{{ ' as ' ~ column if cell != column or of.default is defined }},
        {%- endfor %}
        {%- if unreadable %}
        nullif(
            concat(
                ''
                {%- for column, cell in unreadable %},
                case
                    when trim({{ column }}_text) <> '' and {{ cell }} is null
                        then concat('{{ column }} "', {{ column }}_text, '" ')
                    else ''
                end
                {%- endfor %}
            ),
            ''
        ) as unreadable,
        {%- endif %}
        {%- if filled %}
        filled,
        {%- endif %}
        input_file,
        input_row
    from {{ relation }}
{%- endmacro %}
