{#
    The replacements that give one spelling to each period, written in small letters: the year first, then one letter
    for the part of the year, such as 2024m9 and 2024m9d5, 2024q1, 2024h1. Any other text stays as it is.
    Pairs of a pattern and its replacement, applied one after another (see `replaced`).
#}
{% macro replacements_in_periods() %}
    {% set of_year = '^([0-9]{4})[ ._/,-]*' %}
    {% set year_last = '[ ._/,-]*([0-9]{4})$' %}
    {#- Chinese words as figures, the longer ones first -#}
    {% set steps = [
        ('第', ''), ('上半年', 'h1'), ('下半年', 'h2'), ('十二月', ' 12月'), ('十一月', ' 11月'), ('十月', ' 10月'),
    ] %}
    {% for figure in '一二三四五六七八九' %}
        {% do steps.append((figure ~ '([月季])', ' ' ~ loop.index ~ '\\1')) %}
    {% endfor %}
    {#- midnight: the database has the day as a time -#}
    {% do steps.append(('[ t]00:00(:00([.]0+)?)?(z|[+]00(:?00)?)?$', '')) %}
    {% for names in composite_index.names_of_months() %}
        {% do steps.append(('(^|[^a-z])(' ~ names ~ ')[.]?([^a-z]|$)', '\\1m' ~ loop.index ~ ' \\3')) %}
    {% endfor %}
    {% do steps.extend([
        ('([0-9]+) *[日号]', 'd\\1'),
        ('([0-9]+) *月份?', 'm\\1'),
        ('([0-9]+) *季度?', 'q\\1'),
        ('年度?', ''),
        ('^([1-4])([.]|st|nd|rd|th)? *([qh])(uarter|alf)?' ~ year_last, '\\5\\3\\1'),
        (of_year ~ '([1-4])([.]|st|nd|rd|th)? *([qh])(uarter|alf)?$', '\\1\\4\\2'),
        ('quarter *([1-4])([^0-9]|$)', 'q\\1\\2'),
        ('half *([12])([^0-9]|$)', 'h\\1\\2'),
        (of_year ~ '([mqhstk])[ -]*0?([0-9]{1,2}) *$', '\\1\\2\\3'),
        ('^([mqhstk])0?([0-9]{1,2})' ~ year_last, '\\3\\1\\2'),
        (of_year ~ 'm0?([1-9]|1[0-2])(d| +|-)0?([0-9]{1,2})$', '\\1m\\2d\\4'),
        ('^m([0-9]{1,2}) +0?([0-9]{1,2}),? +([0-9]{4})$', '\\3m\\1d\\2'),
        ('^0?([0-9]{1,2})[ .-]*m([0-9]{1,2})' ~ year_last, '\\3m\\2d\\1'),
        ('^([0-9]{4})[./-]0?([1-9]|1[0-2])[./-]0?([0-9]{1,2})$', '\\1m\\2d\\3'),
        ('^([0-9]{4})[/-]0?([1-9]|1[0-2])$', '\\1m\\2'),
        ('^0?([1-9]|1[0-2])[./-]([0-9]{4})$', '\\2m\\1'),
        ('^([0-9]{4})s([12])$', '\\1h\\2'),
        ('^([0-9]{4})[tk]([1-4])$', '\\1q\\2'),
        ('^ +| +$', ''),
    ]) %}
    {{ return(steps) }}
{% endmacro %}

{# The names of months in English, from January on. #}
{% macro names_of_months() %}
    {{ return([
        'jan|january', 'feb|february', 'mar|march', 'apr|april', 'may', 'jun|june', 'jul|july', 'aug|august',
        'sep|sept|september', 'oct|october', 'nov|november', 'dec|december',
    ]) }}
{% endmacro %}
