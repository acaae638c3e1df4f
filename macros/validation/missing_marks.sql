{#
    Numbers that files have in the place of a value that is missing: nines, eights and sevens, -1, and the ends of whole
    numbers of 16 and 32 bits. Each may be a value too, so only a mark far from all values is reported (`is_missing_mark`).
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

{#
    A query: the indicators whose lowest or highest value is a mark for a missing one, with their bounds and their values that
    are no marks. `given`: a row per value. `extremes`: a row per indicator with its `minimum` and `maximum`. Only the values
    of the few indicators are read that have a mark there.
#}
{% macro marked_indicators(given, extremes) -%}
    select
        suspected.node_key,
        suspected.value_min,
        suspected.value_max,
        others.lowest as lowest_unmarked,
        others.highest as highest_unmarked,
        others.present_values as unmarked_values
    from (
        select *
        from {{ extremes }}
        where
            ({{ composite_index.is_like_mark('minimum') }} and value_min is null)
            or ({{ composite_index.is_like_mark('maximum') }} and value_max is null)
    ) as suspected
    inner join (
        select
            given.node_key,
            min(given.value) as lowest,
            max(given.value) as highest,
            count(given.value) as present_values
        from {{ given }} as given
        inner join {{ extremes }} as extremes
            on given.node_key = extremes.node_key
        where
            not {{ composite_index.is_like_mark('given.value') }}
            and (
                {{ composite_index.is_like_mark('extremes.minimum') }}
                or {{ composite_index.is_like_mark('extremes.maximum') }}
            )
        group by given.node_key
    ) as others
        on suspected.node_key = others.node_key
    where
        {{ composite_index.is_missing_mark(
            'suspected.minimum', 'suspected.value_min', 'others.lowest', 'others.highest', 'others.present_values'
        ) }}
        or {{ composite_index.is_missing_mark(
            'suspected.maximum', 'suspected.value_max', 'others.lowest', 'others.highest', 'others.present_values'
        ) }}
{%- endmacro %}
