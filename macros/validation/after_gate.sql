{#
    Puts a model behind a gate: when an expectation of the gate fails, the model and all that follows are skipped.
    `gate`: the gate's model. The edge is a comment, because nothing is read from the gate.

    Where the engine runs no Python models the gates are judged between two runs of dbt (see `composite-index run`). The
    published tables stand behind what the gates recorded. What is computed from the observations stands behind the tests of
    their rows alone.
#}
{% macro after_gate(gate) -%}
    {{ adapter.dispatch('after_gate', 'composite_index')(gate) }}
{%- endmacro %}

{% macro duckdb__after_gate(gate) -%}
    -- depends_on: {{ ref('composite_index', gate) }}
{%- endmacro %}

{% macro default__after_gate(gate) -%}
    {%- if gate == 'gate_index__scores' -%}
    -- depends_on: {{ ref('composite_index', 'gate_index__recorded') }}
    {%- else -%}
    -- depends_on: {{ ref('composite_index', 'int_index__suspected_observations') }}
    {%- endif -%}
{%- endmacro %}
