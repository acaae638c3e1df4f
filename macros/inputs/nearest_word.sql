{#
    The one of `words` that is most similar to a name, or none if no word reaches `at_least`. It is plain Jinja, so it
    works while a project is parsed; `nearest_names` asks the database about many names at a time.
#}
{% macro nearest_word(name, words, at_least) %}
    {% set spelt = name | string | lower | replace(' ', '_') | replace('-', '_') %}
    {% set best = {'likeness': at_least, 'word': none} %}
    {% for word in words %}
        {% set longest = [spelt | length, word | length] | max %}
        {#- a difference in length is at least as many wrong characters -#}
        {% if longest and 1 - (spelt | length - word | length) | abs / longest >= best.likeness %}
            {% set likeness = 1 - composite_index.edit_distance(spelt, word | lower) / longest %}
            {% if likeness > best.likeness or (likeness == best.likeness and best.word is none) %}
                {% do best.update({'likeness': likeness, 'word': word}) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(best.word) }}
{% endmacro %}

{# How many characters are wrong, left out, added or swapped between two texts (optimal string alignment). #}
{% macro edit_distance(one, other) %}
    {% set rows = [range(other | length + 1) | list] %}
    {% for letter in one %}
        {% set place = loop.index0 %}
        {% set row = [loop.index] %}
        {% for of_other in other %}
            {% set ways = [
                rows[-1][loop.index] + 1, row[-1] + 1, rows[-1][loop.index0] + (0 if letter == of_other else 1),
            ] %}
            {% if place and loop.index0 and letter == other[loop.index0 - 1] and one[place - 1] == of_other %}
                {% do ways.append(rows[-2][loop.index0 - 1] + 1) %}
            {% endif %}
            {% do row.append(ways | min) %}
        {% endfor %}
        {% do rows.append(row) %}
    {% endfor %}
    {{ return(rows[-1][-1]) }}
{% endmacro %}
