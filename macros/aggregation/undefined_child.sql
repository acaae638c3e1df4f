{#
    Whether the child's score leaves the parent's mean undefined. The parent then has no score, and the gate `scores`
    stops the build: a zero under a geometric mean must not become a silent null.
#}
{% macro undefined_child() -%}
    {%- set methods = composite_index.aggregations() -%}
    (
        {%- for method in composite_index.methods_that(methods, 'undefined_child') %}
        {{ 'or ' if not loop.first }}(aggregation = '{{ method }}' and {{ methods[method].undefined_child }})
        {%- endfor %}
    )
{%- endmacro %}
