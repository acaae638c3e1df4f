{#
    Whether a child's score is one that its parent's mean is not defined for. The parent then has no score and the gate
    `scores` stops the build, so that a zero under a geometric mean is never a silent null.
#}
{% macro undefined_child() -%}
    {%- set methods = composite_index.aggregations() -%}
    (
        {%- for method in composite_index.methods_that(methods, 'undefined_child') %}
        {{ 'or ' if not loop.first }}(aggregation = '{{ method }}' and {{ methods[method].undefined_child }})
        {%- endfor %}
    )
{%- endmacro %}
