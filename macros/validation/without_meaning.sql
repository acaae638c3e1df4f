{#
    Whether a cell of the framework is filled where nothing reads it. `parameter`: the column's entry in
    `framework_parameters`. `nodes`: the alias of the framework's nodes.
#}
{% macro is_without_meaning(column, parameter, nodes='nodes') -%}
    {{ composite_index.is_filled(column, nodes) }}
    {%- if parameter.neutral is defined %} and {{ nodes }}.{{ column }} <> {{ parameter.neutral }}{% endif %}
    and not (
        {%- for case in parameter.when -%}
        {{ ' or ' if not loop.first }}(
            {{- {
                'indicator': nodes ~ '.is_indicator',
                'parent': 'not ' ~ nodes ~ '.is_indicator',
                'index': nodes ~ '.parent_id is null',
                'child': nodes ~ '.parent_id is not null',
                'any node': 'true',
            }[case.of] -}}
            {%- for other, words in case.get('with', {}).items() %} and
            {%- if words == ['any'] %} {{ composite_index.is_filled(other, nodes) }}
            {%- else %} coalesce({{ nodes }}.{{ other }} in ({{ composite_index.quoted(words) }}), false)
            {%- endif -%}
            {%- endfor -%}
            {%- for other, words in case.get('without', {}).items() %} and coalesce(
                {{- nodes }}.{{ other }} not in ({{ composite_index.quoted(words) }}), true)
            {%- endfor -%}
        )
        {%- endfor -%}
    )
{%- endmacro %}

{# Whether the input fills in a column of a node's row, even with the meaning of a blank. Reads `filled`. #}
{% macro is_filled(column, nodes) -%}
    coalesce({{ nodes }}.filled like '%,{{ column }},%', false)
{%- endmacro %}

{# The columns that an input row fills in, each between commas. #}
{% macro filled_columns(columns) -%}
    concat(
        ','
        {%- for column in columns %},
        case when {{ composite_index.clean_text(column) }} is null then '' else '{{ column }},' end
        {%- endfor %}
    )
{%- endmacro %}

{# The cells of a row that nothing reads, for a message: `clip = true is for normalisation goalposts`. #}
{% macro cells_without_meaning(nodes='nodes') -%}
    substring(
        concat(
            ''
            {%- for column, parameter in composite_index.framework_parameters().items() %},
            case
                when {{ composite_index.is_without_meaning(column, parameter, nodes) }}
                    then '; {{ column }} = ' || coalesce(
                        {%- if parameter.is == 'number' %}{{ composite_index.shown_double(nodes ~ '.' ~ column) }}
                        {%- else %}cast({{ nodes }}.{{ column }} as {{ dbt.type_string() }})
                        {%- endif %}, 'blank') || ' has no meaning here: it is for {{ composite_index.place_of_meaning(parameter) }}'
                else ''
            end
            {%- endfor %}
        ),
        3
    )
{%- endmacro %}

{# Where a parameter has a meaning, in words. #}
{% macro place_of_meaning(parameter) -%}
    {%- set places = {
        'indicator': 'indicators', 'parent': 'nodes with children', 'index': 'the row of the index',
        'child': 'nodes below the index', 'any node': 'nodes',
    } -%}
    {%- for case in parameter.when -%}
        {{ ' and for ' if not loop.first }}{{ places[case.of] }}
        {%- set without = case.get('without', {}) -%}
        {%- for column, words in case.get('with', {}).items() if column not in without %} with {{ column }}
            {{- ' ' ~ words | join(', ') if words != ['any'] }}
        {%- endfor -%}
        {%- for column, words in without.items() %}
            {{- ' and' if not loop.first }}
            {{- ' with ' ~ column ~ ' other than ' if column in case.get('with', {}) else ' whose ' ~ column ~ ' is not ' }}
            {{- words | join(' or ') }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
