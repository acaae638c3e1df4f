{#
    Stops every dbt command if a variable of the package is misspelt or has a value that is not allowed. Otherwise it
    would silently have no effect. The project calls this while it is parsed, and dbt parses it again when a variable
    changes.

    The names under `vars: composite_index:` are the package's, so each must be known. Names beside it and in `--vars`
    may belong to anyone, so only those are refused that look like a misspelt name of the package. A removed variable
    is refused beside it too, if it has a value that it could have.
#}
{% macro check_variables() %}
    {% set known = composite_index.package_variables() %}
    {% set declared = adapter.config.vars.to_dict() %}
    {% set given = adapter.config.cli_vars or {} %}
    {% set problems = [] %}

    {% set removed = composite_index.removed_variables() %}
    {% for name, variable in removed.items() %}
        {% set elsewhere = [given.get(name), declared.get(name)] %}
        {% if name in (declared.get('composite_index') or {}) or elsewhere | select('in', variable['values']) | list %}
            {% do problems.append('The variable ' ~ name ~ ' ' ~ variable.says) %}
        {% endif %}
    {% endfor %}

    {% for name in declared.get('composite_index') or {} if name not in known and name not in removed %}
        {% set nearest = composite_index.nearest_word(name, known | list, 0.6) %}
        {% do problems.append('The package composite_index has no variable ' ~ name ~ (', did you mean ' ~ nearest ~ '?'
            if nearest else '. It has ' ~ known | join(', ') ~ '.')) %}
    {% endfor %}
    {% for name, value in declared.items() if name != 'composite_index' %}
        {% if value is mapping and composite_index.nearest_word(name, ['composite_index'], 0.8) %}
            {% do problems.append('vars: names the package ' ~ name ~ ', which does not exist, did you mean composite_index?') %}
        {% endif %}
    {% endfor %}
    {% for name in (declared | list + given | list) | unique if name not in known and name != 'composite_index' %}
        {% set nearest = composite_index.nearest_word(name, known | list, 0.8)
            if declared.get(name) is not mapping else none %}
        {% if nearest %}
            {% do problems.append('The package composite_index has no variable ' ~ name ~ ', did you mean ' ~ nearest ~ '?') %}
        {% endif %}
    {% endfor %}
    {% if 'composite_index' in given %}
        {% do problems.append('--vars gives variables under composite_index, which dbt does not read. Write their names alone.') %}
    {% endif %}

    {% for name in known %}
        {% set problem = composite_index.problem_of_variable(name) %}
        {% if problem %}
            {% do problems.append(problem) %}
        {% endif %}
    {% endfor %}

    {% if problems %}
        {% do exceptions.raise_compiler_error(problems | join('\n')) %}
    {% endif %}
{% endmacro %}

{# The value of a variable of the package, or its default; an error if the value is not allowed. #}
{% macro variable(name) %}
    {% if composite_index.problem_of_variable(name) %}
        {#- which reports all problems at once -#}
        {% do composite_index.check_variables() %}
    {% endif %}
    {{ return(var(name, composite_index.package_variables()[name].get('default'))) }}
{% endmacro %}

{# A variable that is a name or names, as a list; `true` of accept_drift and draft is `all`. #}
{% macro list_of_names(name) %}
    {% set names = composite_index.variable(name) %}
    {{ return(['all'] if names is sameas true else [names] if names is string else names or []) }}
{% endmacro %}

{# What is wrong with the value of a variable, as a sentence; none if nothing is wrong. #}
{% macro problem_of_variable(name) %}
    {% set variable = composite_index.package_variables()[name] %}
    {#-
        dbt renders a variable that is one string when it is read, and a ref in it would make the calling model depend
        on it
    -#}
    {% set value = composite_index.value_as_written(name) if variable.is == 'relations' else var(name, none) %}
    {% set wanted = composite_index.wanted_value(variable, value) if value is not none else '' %}
    {{ return('The variable ' ~ name ~ ' is ' ~ ("'" ~ value ~ "'" if value is string else value | tojson)
        ~ '. Write ' ~ wanted ~ ('' if wanted.endswith('?') else '.') if wanted else none) }}
{% endmacro %}

{# A variable as the project that runs or `--vars` writes it, before its Jinja is rendered; none if neither sets it. #}
{% macro value_as_written(name) %}
    {% set given = adapter.config.cli_vars or {} %}
    {% set declared = adapter.config.vars.to_dict() %}
    {% set of_package = declared.get('composite_index') or {} %}
    {{ return(given[name] if name in given else of_package[name] if name in of_package else declared.get(name)) }}
{% endmacro %}

{# What to write for a variable whose value is not allowed; empty where it is allowed. #}
{% macro wanted_value(variable, value) %}
    {% set values = [value] if value is string or value is not iterable else value | list %}
    {% set texts = values | select('string') | list %}
    {% if variable.is == 'relations' %}
        {{ return('' if value is not mapping and texts | length == values | length
            else 'a relation or a list of relations, such as "{{ ref(\'my_project\', \'my_table\') }}" or my_schema.my_table') }}
    {% elif variable.is == 'names' %}
        {{ return('' if value is not mapping and (texts | length == values | length or value is boolean)
            else 'a name or a list of names, such as [one, other]') }}
    {% elif variable.is == 'name' %}
        {{ return('' if value is string and value else 'one text') }}
    {% elif variable.is in ['word', 'words'] %}
        {% set unknown = values | reject('in', variable.words) | list %}
        {% set nearest = composite_index.nearest_word(unknown[0], variable.words, 0.5) if unknown else none %}
        {% set hint = '. Did you mean ' ~ nearest ~ '?' if nearest else '' %}
        {% if variable.is == 'word' %}
            {{ return('' if value is string and not unknown else variable.words | join(' or ') ~ hint) }}
        {% endif %}
        {{ return('' if value is not string and value is not mapping and value is iterable and not unknown
            else 'a list of some of ' ~ variable.words | join(', ') ~ ', or []' ~ hint) }}
    {% elif variable.is == 'levels' %}
        {% set wrong = [] %}
        {% for level in values if not composite_index.is_number(level, 0, true) %}
            {% do wrong.append(level) %}
        {% endfor %}
        {{ return('' if value is iterable and value is not string and value is not mapping and not wrong and values
            else 'a list of levels, such as [0, 1]; 0 is the index itself') }}
    {% endif %}
    {% set whole = variable.is == 'whole_number' %}
    {{ return('' if composite_index.is_number(value, variable.least, whole)
        else 'a ' ~ ('whole ' if whole else '') ~ 'number of ' ~ variable.least ~ ' or more') }}
{% endmacro %}

{# Whether a value is a number of `least` or more, or a text of one. `whole`: whether it must be a whole number. #}
{% macro is_number(value, least, whole) %}
    {% if value is boolean or not modules.re.match('[0-9]+$' if whole else '[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?$', value | string) %}
        {{ return(false) }}
    {% endif %}
    {{ return(value | float >= least) }}
{% endmacro %}
