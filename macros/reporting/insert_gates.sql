{#
    The statement that adds a run's gates to `index_gates`; nothing if the table does not exist, as when a selection is
    built before the first full build.
#}
{% macro insert_gates(gates) %}
    {% set table = composite_index.mart_relation('index_gates') %}
    {% if not gates or table is none %}
        {{ return('') }}
    {% endif %}
    {% set statement %}
        insert into {{ table }} (
            run_id, run_at, suite, expectation, column_name, severity, success, unexpected_count, sample, advice
        )
        values
        {%- for gate in gates %}
        (
            '{{ invocation_id }}',
            cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as {{ dbt.type_timestamp() }}),
            {%- for column in ['suite', 'expectation', 'column_name', 'severity'] %}
            {{ composite_index.text_literal(gate[column]) }},
            {%- endfor %}
            {{ 'true' if gate.success else 'false' }},
            {{ gate.unexpected_count | int }},
            {{ composite_index.text_literal(gate.sample) }},
            {{ composite_index.text_literal(gate.advice) }}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {% endset %}
    {{ return(statement) }}
{% endmacro %}
