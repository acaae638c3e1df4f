{#
    The value at a share of the way through sorted values, interpolated between the two nearest: the percentile of type
    7 (Hyndman and Fan 1996). An aggregate over the columns value, place (1 to n) and places (n).
    `share`: a column with the share, 0 to 1, equal for all values of a group.
#}
{% macro percentile_of_sorted(share) -%}
    {%- set before = 'floor((places - 1) * ' ~ share ~ ') + 1' -%}
    {%- set remainder = '((places - 1) * ' ~ share ~ ' + 1 - (' ~ before ~ '))' -%}
    sum(
        case
            when place = {{ before }} then value * (1 - {{ remainder }})
            when place = {{ before }} + 1 then value * {{ remainder }}
            else 0.0
        end
    )
{%- endmacro %}
