{#
    Puts a model behind a gate: when an expectation of the gate fails, the model and all that follows are skipped.
    `gate`: the gate's model. The edge is a comment, because nothing is read from the gate.
#}
{% macro after_gate(gate) -%}
    -- depends_on: {{ ref('composite_index', gate) }}
{%- endmacro %}
