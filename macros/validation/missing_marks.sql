{#
    Numbers that files use for a missing value: nines, eights and sevens, -1, and the ends of the 16-bit and 32-bit
    integers. Each may also be a real value, so only a mark far from all values is reported (`is_missing_mark`).
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
    Whether an indicator's lowest or highest value is a mark for a missing one. It is one of `missing_marks`, and the
    input sets no bound on its side. It also lies apart from the other values, which are not marks: it is below 0 and
    they are not, or there are three or more of them and it is farther away than their range. A mark of one digit needs
    eight values that are not below 0. A mark of two digits must be three times as far away.
    `value`, `bound`, `lowest`, `highest`, `others`: columns; the last three describe the values that are not marks.
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

{#
    The same for any value of an indicator. `marked`: an alias with the indicator's bounds and its values that are not
    marks.
#}
{% macro is_missing_mark_beside(value, marked) -%}
    {{ composite_index.is_missing_mark(
        value,
        'case when ' ~ value ~ ' < ' ~ marked ~ '.lowest_unmarked then ' ~ marked ~ '.value_min else '
        ~ marked ~ '.value_max end',
        marked ~ '.lowest_unmarked', marked ~ '.highest_unmarked', marked ~ '.unmarked_values'
    ) }}
{%- endmacro %}

{# Whether a value is one of the numbers that may mark a missing one. #}
{% macro is_like_mark(value) -%}
    coalesce({{ value }} in ({{ composite_index.missing_marks() | join(', ') }}), false)
{%- endmacro %}

{#
    A query: the indicators whose lowest or highest value is a mark for a missing one, with their bounds and their
    values that are not marks. `given`: a row per value. `extremes`: a row per indicator with its `minimum` and
    `maximum`. It reads the values only of the few indicators whose minimum or maximum is a mark.
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
