{#
    How far two computed numbers may be apart and yet be one: this share of the largest of what they are compared among.
    1/17 and 3/51 differ in the last of the 16 digits that a double has, and so does a sum whose order is another one.
    It is the only tolerance by which values and scores are compared (docs/decisions/0021).
#}
{% macro noise() -%}
    1e-12
{%- endmacro %}

{#
    Whether two numbers are one but for noise. `magnitude`: the largest of what they are compared among, where that is more
    than the two: a sum that should be 0 is a hair beside 0 as the numbers are that it is made of.
#}
{% macro is_same(one, other, magnitude=none) -%}
    (
        abs({{ one }} - {{ other }}) <= {{ composite_index.noise() }}
        * greatest(abs({{ one }}), abs({{ other }}){{ ', ' ~ magnitude if magnitude }})
    )
{%- endmacro %}

{#
    A column without its noise: the lowest value that is the same. A window over the rows of a pool, so that no rounding
    decides: digits cut off part two values that lie on either side of a step of the rounding, however near they are.
    `magnitude`: the largest absolute value of the pool, or of what it is part of.
#}
{% macro without_noise(value, pool, magnitude) -%}
    first_value({{ value }}) over (
        partition by {{ pool | join(', ') }}
        order by {{ value }} / coalesce(nullif({{ magnitude }}, 0), 1)
        range between {{ composite_index.noise() }} preceding and current row
    )
{%- endmacro %}

{# An aggregate: the standard deviation of a sample (n - 1), which is 0 where its values differ by noise alone. #}
{% macro spread(value) -%}
    case
        when count({{ value }}) > 1 and {{ composite_index.is_same('max(' ~ value ~ ')', 'min(' ~ value ~ ')') }} then 0.0
        else stddev_samp({{ value }})
    end
{%- endmacro %}
