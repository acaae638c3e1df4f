{#
    The names of the methods whose entry has a fact, or has a word in the list of that fact.
    `methods`: a dictionary of macros/methods. `fact`: a key of an entry.
#}
{% macro methods_that(methods, fact, word=none) %}
    {% set found = [] %}
    {% for name, entry in methods.items()
        if (word in entry.get(fact, []) if word is not none else entry.get(fact)) %}
        {% do found.append(name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The names of the methods that read a parameter of the framework, and of those whose entry restricts nothing. #}
{% macro methods_that_read(methods, parameter) %}
    {% set found = [] %}
    {% for name, entry in methods.items()
        if 'reads' not in entry or parameter in entry.reads or parameter in entry.get('needs', []) %}
        {% do found.append(name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The package's methods, the methods that a project adds by name, and the entries of the project's own macro. #}
{% macro with_methods_of_host(own, names, more) %}
    {% set methods = dict(own) %}
    {% for name in names %}
        {% do methods.update({name: own.get(name, {})}) %}
    {% endfor %}
    {% for name, entry in more.items() %}
        {% do methods.update({name: dict(methods.get(name, {}), **entry)}) %}
    {% endfor %}
    {{ return(methods) }}
{% endmacro %}
