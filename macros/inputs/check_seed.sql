{#
    Stops a staging model with a one-line message if a seed has lost text: dbt guessed the type of a name column, so a
    cell of the file differs from the table, as 007 from 7. It cannot happen where this package loads the seed (see
    `load_seed`), as in its own project.
    `columns`: the columns that staging reads.
#}
{% macro check_seed(name, relation, columns) %}
    {% set seed = composite_index.input_seed(relation) if project_name != 'composite_index' else none %}
    {% if not seed %}
        {{ return('') }}
    {% endif %}
    {% set declared = seed.config.get('column_types', {}) %}
    {% set guessed = {} %}
    {% for column in composite_index.relation_types(relation) %}
        {% if column.name | lower in columns and column.name | lower not in composite_index.number_columns()
            and column.name not in declared and not composite_index.is_text(column.dtype) %}
            {% do guessed.update({column.name: column.dtype | lower}) %}
        {% endif %}
    {% endfor %}
    {% if not guessed %}
        {{ return('') }}
    {% endif %}
    {% set text = composite_index.agate_text() %}
    {% set path = composite_index.seed_path(seed) %}
    {% set header = run_query("select 'a' as a").from_csv(
        path, column_types={}, delimiter=seed.config.get('delimiter', ','), encoding='utf-8-sig', row_limit=0
    ).column_names %}
    {% set file = run_query("select 'a' as a").from_csv(
        path, column_types=[text] * header | length, delimiter=seed.config.get('delimiter', ','), encoding='utf-8-sig'
    ) %}
    {% for column, type in guessed.items() if column in header %}
        {% for cell in file.columns[column].values_distinct() | reject('none') | sort %}
            {% if not composite_index.is_kept(cell, type) %}
                {% do exceptions.raise_compiler_error(
                    name ~ ': ' ~ seed.original_file_path ~ ', column ' ~ column ~ ': dbt made it ' ~ type ~ ', which does not keep "'
                    ~ cell ~ '" as it is written. Let this package load its inputs as text: write "dispatch: [{macro_namespace: '
                    ~ 'dbt, search_order: [' ~ project_name ~ ', composite_index, dbt]}]" in dbt_project.yml, and run dbt seed.'
                ) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{# Whether a cell keeps its text after a cast to a type that dbt guesses. #}
{% macro is_kept(cell, type) %}
    {% set written = {
        'int': '-?(0|[1-9][0-9]{0,17})',
        'bool': 'true|false',
        'timestamp': '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}',
        'date': '[0-9]{4}-[0-9]{2}-[0-9]{2}',
    } %}
    {% for kind, pattern in written.items() if kind in type %}
        {{ return(modules.re.fullmatch(pattern, cell) is not none) }}
    {% endfor %}
    {{ return(modules.re.fullmatch('-?(0|[1-9][0-9]{0,11})[.][0-9]{0,2}[1-9]', cell) is not none) }}
{% endmacro %}
