{#
    The rows of the gates that ran in this run, a list of dictionaries with the columns of `index_gates`.
    A gate that was skipped, or that could not judge, still has its table from an earlier run, so it is left out.
#}
{% macro run_gates(results) %}
    {% set columns = ['suite', 'expectation', 'column_name', 'severity', 'success', 'unexpected_count', 'sample', 'advice'] %}
    {% set gates = [] %}
    {% for result in results
        if result.node.resource_type == 'model' and 'gate' in result.node.tags and not flags.EMPTY and (
            result.status == 'success'
            or composite_index.gate_stopped(result.node.name) in (result.message or '')
        ) %}
        {% set rows = run_query('select ' ~ columns | join(', ') ~ ' from ' ~ result.node.relation_name) %}
        {% for row in rows %}
            {% set gate = dict(zip(columns, row.values())) %}
            {% do gate.update({'advice': composite_index.told(gate.advice)}) %}
            {% do gates.append(gate) %}
        {% endfor %}
    {% endfor %}
    {{ return(gates) }}
{% endmacro %}
