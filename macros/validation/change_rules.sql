{#
    The rules of the suite `drift` on the values of a period beside those of the one before. Of each: `where`, the rows that a
    message shows; `moved`, how far a row has moved; `besides`, what the message says of the whole node. They read the columns
    of `int_index__change_findings`.
#}
{% macro change_rules() %}
    {% set median_change = composite_index.shown_usual_change('median_change') %}
    {% set earlier = composite_index.shown_usual_change('earlier_median_change') %}
    {{ return({
        'leap': {
            'where': 'is_continuous and distance > max_leap',
            'moved': 'distance',
            'besides': "concat(' (the median change is ', " ~ median_change ~ ", ')')",
        },
        'emptied_values': {
            'where': 'has_emptied_values and compared_value <> 0 and coalesce(value, 0) = 0',
        },
        'order_shift': {
            'where': 'is_sampled and order_shift > max_order_shift',
            'moved': 'distance',
            'besides': "concat(' (the rank correlation of the two periods is ', "
                ~ composite_index.shown_double(composite_index.round_to('1 - order_shift', 3)) ~ ", ')')",
        },
        'median_shift': {
            'where': 'is_sampled and median_shift > max_median_shift',
            'moved': 'distance',
            'besides': "concat(' (the median change is ', " ~ median_change
                ~ ", coalesce(', and was ' || " ~ earlier ~ ", ''), ')')",
        },
        'change_spread': {
            'where': 'is_sampled and change_spread > max_change_spread',
            'moved': 'distance',
            'besides': "concat(' (changes differ ', "
                ~ composite_index.shown_double(composite_index.round_to('change_spread', 1))
                ~ ", ' times as much as in the period before)')",
        },
        'stale_share': {
            'where': 'is_sampled and stale_share > max_stale_share and value = compared_value',
        },
        'rounded_share': {
            'where': 'is_sampled and rounded_share > max_rounded_share',
        },
    }) }}
{% endmacro %}

{# A usual change for a message: a factor, or a difference. Reads `is_factor`. #}
{% macro shown_usual_change(change) -%}
    case
        when is_factor
            then 'a factor of ' || {{ composite_index.shown_double(composite_index.round_to('exp(' ~ change ~ ')', 3)) }}
        else {{ composite_index.shown_double(composite_index.round_to(change, 6)) }}
    end
{%- endmacro %}
