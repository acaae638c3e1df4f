{#
    The largest difference between two numbers that count as equal, as a share of the largest number compared. Doubles
    hold 16 digits: 1/17 and 3/51 differ in the last, and so do two sums of the same numbers in another order.
    No other tolerance is used to compare values and scores (docs/decisions/0021).
#}
{% macro noise() -%}
    1e-12
{%- endmacro %}

{#
    Whether two numbers are equal but for noise. `magnitude`: the largest number that they are made of, if it is larger
    than both. A sum that should be 0 misses it by a share of its terms.
#}
{% macro is_same(one, other, magnitude=none) -%}
    (
        abs({{ one }} - {{ other }}) <= {{ composite_index.noise() }}
        * greatest(abs({{ one }}), abs({{ other }}){{ ', ' ~ magnitude if magnitude }})
    )
{%- endmacro %}

{#
    A column without its noise: each value becomes the lowest value equal to it but for noise. This is a window over the
    rows of a pool. Rounding would not do: it separates two values on either side of a step, however near they are.
    `magnitude`: the largest absolute value of the pool, or of a larger set with the pool in it.
#}
{% macro without_noise(value, pool, magnitude) -%}
    first_value({{ value }}) over (
        partition by {{ pool | join(', ') }}
        order by {{ value }} / coalesce(nullif({{ magnitude }}, 0), 1)
        range between {{ composite_index.noise() }} preceding and current row
    )
{%- endmacro %}

{# An aggregate: the standard deviation of a sample (n - 1); 0 where its values differ by noise alone. #}
{% macro spread(value) -%}
    case
        when count({{ value }}) > 1 and {{ composite_index.is_same('max(' ~ value ~ ')', 'min(' ~ value ~ ')') }} then 0.0
        else stddev_samp({{ value }})
    end
{%- endmacro %}
