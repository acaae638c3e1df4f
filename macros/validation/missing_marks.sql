{#
    Numbers that files have in the place of a value that is missing: nines, eights and sevens, -1, and the ends of whole
    numbers of 16 and 32 bits. Each may be a value as well, so that only one that stands apart is told of (`is_missing_mark`).
#}
{% macro missing_marks() %}
    {% set marks = [-1, -7, -8, -9, 99, -32768, 32767, -2147483648, 2147483647] %}
    {% for digit in '789' %}
        {% for length in range(2, 10) %}
            {% set number = (digit * length) | int %}
            {% do marks.append(-number) %}
            {% if length > 2 %}
                {% do marks.append(number) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(marks + [-99.9, -99.99, -999.9, -999.99, -9999.9, -9999.99, 999.9, 999.99, 9999.9, 9999.99]) }}
{% endmacro %}

{#
    Whether an indicator's lowest or highest value is a mark for a missing one: it is one of `missing_marks`, the input sets
    no bound on its side, and it stands apart from the values that are none: below 0 where these are not, or farther away
    than they are from each other, where they are three or more. Of one digit it is told where eight values are not below 0,
    of two digits where it is three times as far.
    `value`, `bound`, `lowest`, `highest`, `others`: columns; the last three of the values that are no marks.
#}
{% macro is_missing_mark(value, bound, lowest, highest, others) -%}
    {%- set distance = 'greatest(' ~ lowest ~ ' - ' ~ value ~ ', ' ~ value ~ ' - ' ~ highest ~ ')' -%}
    (
        {{ composite_index.is_like_mark(value) }}
        and {{ bound }} is null
        and (
            ({{ value }} < 0 and {{ lowest }} >= 0 and {{ others }} >= case when {{ value }} > -10 then 8 else 3 end)
            or (
                {{ others }} >= 3
                and {{ lowest }} < {{ highest }}
                and abs({{ value }}) > 10
                and {{ distance }} > case when abs({{ value }}) < 100 then 3 else 1 end * ({{ highest }} - {{ lowest }})
            )
        )
    )
{%- endmacro %}

{# The same of any value of an indicator. `marked`: an alias with the bounds of the indicator and its values that are no marks. #}
{% macro is_missing_mark_beside(value, marked) -%}
    {{ composite_index.is_missing_mark(
        value,
        'case when ' ~ value ~ ' < ' ~ marked ~ '.lowest_unmarked then ' ~ marked ~ '.value_min else '
        ~ marked ~ '.value_max end',
        marked ~ '.lowest_unmarked', marked ~ '.highest_unmarked', marked ~ '.unmarked_values'
    ) }}
{%- endmacro %}

{# Whether a value is one of the numbers that may stand for a missing one. #}
{% macro is_like_mark(value) -%}
    coalesce({{ value }} in ({{ composite_index.missing_marks() | join(', ') }}), false)
{%- endmacro %}
