{#
    A text that sorts periods as a person would: each run of digits counts as a number, so 9 comes before 10.
    `text`: a plain period.
#}
{% macro natural_key(text) -%}
    {#- puts zeros before each run and keeps its last 15 digits -#}
    {{ composite_index.replaced(
        composite_index.replaced(text, '([0-9]+)', '0' * 15 ~ '\\1'), '[0-9]*([0-9]{15})', '\\1'
    ) }}
{%- endmacro %}

{#
    The first, second or third number of a natural key that begins with a number and has single characters between
    numbers.
#}
{% macro number_of_key(key, place) -%}
    cast(substring({{ key }}, {{ 16 * place - 15 }}, 15) as {{ dbt.type_bigint() }})
{%- endmacro %}

{#
    The number of a day, so that days may be subtracted. Years begin in March, so a leap day is the last of its year.
    `year`, `month`, `day`: whole numbers.
#}
{% macro day_number(year, month, day) -%}
    {%- set years = '(' ~ year ~ ' - case when ' ~ month ~ ' < 3 then 1 else 0 end)' -%}
    (
        365 * {{ years }} + floor({{ years }} / 4.0) - floor({{ years }} / 100.0) + floor({{ years }} / 400.0)
        + floor((153 * ({{ month }} + case when {{ month }} < 3 then 9 else -3 end) + 2) / 5.0) + {{ day }}
    )
{%- endmacro %}

{#
    The part of the year that a period names, and its number since the year 0; null for any other period.
    In order: the unit, the pattern of a plain period, and the number, from its natural key.
#}
{% macro calendar_units() %}
    {% set year = composite_index.number_of_key('natural_key', 1) %}
    {% set part = composite_index.number_of_key('natural_key', 2) %}
    {% set day = composite_index.number_of_key('natural_key', 3) %}
    {% set month = 'mod(' ~ year ~ ', 100)' %}
    {% set months = '(0?[1-9]|1[0-2])' %}
    {{ return([
        ('month', '^[0-9]{4}m' ~ months ~ '$', year ~ ' * 12 + ' ~ part),
        ('quarter', '^[0-9]{4}q[1-4]$', year ~ ' * 4 + ' ~ part),
        ('half', '^[0-9]{4}h[12]$', year ~ ' * 2 + ' ~ part),
        ('day', '^[0-9]{4}m' ~ months ~ 'd([1-9]|[12][0-9]|3[01])$', composite_index.day_number(year, part, day)),
        ('month', '^[12][0-9]{3}(0[1-9]|1[0-2])$', 'floor(' ~ year ~ ' / 100.0) * 12 + ' ~ month),
        ('month', '^[12][0-9]{3}[.]' ~ months ~ '$', year ~ ' * 12 + ' ~ part),
        (
            'day', '^[12][0-9]{3}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$',
            composite_index.day_number(
                'floor(' ~ year ~ ' / 10000.0)', 'mod(cast(floor(' ~ year ~ ' / 100.0) as ' ~ dbt.type_bigint() ~ '), 100)', month
            ),
        ),
    ]) }}
{% endmacro %}
