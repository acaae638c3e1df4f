{#
    The inputs that this run could not read, as rows of `run_gates`: a staging model that stopped, with the first line
    of its error, such as that of `check_input`; and a seed that dbt could not load.
#}
{% macro failed_inputs(results) %}
    {% set failures = [] %}
    {% for result in results if result.status == 'error' and result.node.config.get('meta', {}).get('input') %}
        {#- dbt puts a line that names the model before the message, and may add lines after it -#}
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
    {% for result in results if result.status == 'error' and result.node.resource_type == 'seed' %}
        {% set lines = (result.message or '').strip().splitlines() %}
        {% set said = (lines[1] if lines | length > 1 else lines | first or '').strip() %}
        {% set guessed = modules.re.search('[Cc]onver', said) %}
        {#- dbt counts the rows below the header, from 0 -#}
        {% set row = modules.re.match('Row ([0-9]+) has ([0-9]+) values, but Table only has ([0-9]+) columns', said) %}
        {% set place = result.node.original_file_path ~ (' line ' ~ (row.group(1) | int + 2) if row else '') %}
        {% set what = row.group(2) ~ ' cells, but the header has ' ~ row.group(3) if row else said %}
        {% do failures.append({
            'suite': 'files',
            'expectation': 'seed_is_readable',
            'column_name': '',
            'severity': 'critical',
            'success': false,
            'unexpected_count': 0,
            'sample': place ~ ': ' ~ what,
            'advice': 'dbt guessed the types of the columns: say in column_types that it is text. An input of this package is '
                'text by itself where dispatch lets it load seeds (docs/howto/package.md).' if guessed
                else 'Put a cell that contains a comma in double quotes; save the file as UTF-8.',
        }) %}
    {% endfor %}
    {{ return(failures) }}
{% endmacro %}
