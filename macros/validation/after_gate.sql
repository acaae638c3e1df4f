{#
    Puts a model behind a gate: if an expectation of the gate fails, dbt skips the model and all that follows.
    `gate`: the gate's model. The edge is a comment, because the model reads nothing from the gate.

    Where the engine runs no Python models, the gates are judged between two runs of dbt (see `composite-index run`).
    The published tables then follow the model with the recorded results. Models that compute from the observations
    follow only the tests of their rows.
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
