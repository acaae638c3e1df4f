{#
    A cell that holds a whole number, as an integer; null where it is blank or is not one (`unreadable_cells` tells the
    two apart). A cast alone would silently round 2.5, and stop the query at a number that no integer can hold.
#}
{% macro clean_whole_number(column) -%}
    {%- set number = composite_index.clean_number(column) -%}
    case when abs({{ number }}) <= 1e9 and {{ number }} = floor({{ number }}) then cast({{ number }} as {{ dbt.type_int() }}) end
{%- endmacro %}
