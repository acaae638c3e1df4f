{#
    A node in the lineage of those below it: its name after its length, so that one lineage begins with another only where
    the one node lies below the other, whatever characters the names have.
#}
{% macro lineage(node) -%}
    cast(length({{ node }}) as {{ dbt.type_string() }}) || '/' || {{ node }} || '/'
{%- endmacro %}
