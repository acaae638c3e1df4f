{#
    Whether a child's score is one that its parent's mean is not defined for. The parent then has no score and the gate
    `scores` stops the build, so that a zero under a geometric mean is never a silent null.
#}
{% macro undefined_child() -%}
    (
        (aggregation in ('geometric', 'harmonic', 'generalised') and score <= 0)
        or (aggregation = 'inverse_geometric' and score >= scale_lower + scale_upper)
    )
{%- endmacro %}
