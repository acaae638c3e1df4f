{#
    The inputs that could not be read in this run, in the shape of `run_gates`: a model of staging that stopped, with
    the first line of what stopped it, such as that of `check_input`.
#}
{% macro failed_inputs(results) %}
    {% set failures = [] %}
    {% for result in results if result.status == 'error' and result.node.config.get('meta', {}).get('input') %}
        {#- dbt puts a line before the message that says which model it is, and may put lines behind it -#}
        {% set lines = (result.message or '').strip().splitlines() %}
        {% do failures.append({
            'suite': 'structure',
            'expectation': result.node.config.meta.input ~ '_is_readable',
            'column_name': '',
            'severity': 'critical',
            'success': false,
            'unexpected_count': 0,
            'sample': (lines[1] if lines | length > 1 else lines | first or '').strip(),
            'advice': '',
        }) %}
    {% endfor %}
    {{ return(failures) }}
{% endmacro %}
