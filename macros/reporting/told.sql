{#
    An advice in the words of its reader. Advice is written for a person who builds with dbt: `input_bounds`, a
    variable. A person who builds from files with `composite-index build` has only files and options. The command says
    in COMPOSITE_INDEX_FILES which file each input is.
#}
{% macro told(advice) %}
    {% set files = fromjson(env_var('COMPOSITE_INDEX_FILES', '{}')) %}
    {% if not files %}
        {{ return(advice) }}
    {% endif %}
    {% set words = {
        "--vars 'accept_drift: INDEX_ID'": '--accept-drift',
        'list it in the variable other_columns': 'start its name with #',
        ', or raise the variable and wait': '',
        'relation': 'file',
    } %}
    {% set changed = namespace(text=modules.re.sub('the variable [a-z_]+ [(]([0-9.]+)[)]', '\\1', advice)) %}
    {% for word, other in words.items() %}
        {% set changed.text = changed.text.replace(word, other) %}
    {% endfor %}
    {% for name, file in files.items() %}
        {% set changed.text = changed.text.replace('input_' ~ name, file) %}
    {% endfor %}
    {{ return(changed.text) }}
{% endmacro %}
