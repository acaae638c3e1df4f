{#
    A value under the transformation that its indicator names: log (natural), log10, sqrt, or none.
    Null where it is undefined (log of 0 or less, root of less than 0); the gate `observations` makes that an error.
    Source: OECD/JRC Handbook (2008), step 5, "Log transformation".
#}
{% macro transform(expression, transformation) -%}
    case
        -- first, because most indicators have none and comparing texts for each value is slow
        when {{ transformation }} is null then {{ expression }}
        when {{ transformation }} = 'log' then ln(case when {{ expression }} > 0 then {{ expression }} end)
        when {{ transformation }} = 'log10' then log10(case when {{ expression }} > 0 then {{ expression }} end)
        when {{ transformation }} = 'sqrt' then sqrt(case when {{ expression }} >= 0 then {{ expression }} end)
        else {{ expression }}
    end
{%- endmacro %}

{# The transformations that a framework may name. #}
{% macro transformations() %}
    {{ return(['log', 'log10', 'sqrt']) }}
{% endmacro %}
