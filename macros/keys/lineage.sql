{#
    A node in the lineage of the nodes below it: its name after its length. So one lineage begins with another only if
    the one node lies below the other, whatever characters the names have.
#}
{% macro lineage(node) -%}
    cast(length({{ node }}) as {{ dbt.type_string() }}) || '/' || {{ node }} || '/'
{%- endmacro %}
