{#
    A value under the log that its indicator names, used where winsorising was not enough. range = highest - lowest:

    shifted     ln(value - lowest + 0.01 * range)
    directed    the same where the skew is upward; -ln(highest - value + 0.01 * range) where it is not
    from_one    ln(value - lowest + 1)

    `method`, `value`, `lowest`, `highest`, `skewness`: columns.
    Source: COINr, log_CT, log_CT_plus and log_CT_orig.
#}
{% macro outlier_log(method, value, lowest, highest, skewness) -%}
    case
        when {{ method }} = 'from_one' then ln({{ value }} - {{ lowest }} + 1)
        when {{ method }} = 'directed' and not {{ skewness }} > 0
            then -ln({{ highest }} - {{ value }} + 0.01 * ({{ highest }} - {{ lowest }}))
        else ln({{ value }} - {{ lowest }} + 0.01 * ({{ highest }} - {{ lowest }}))
    end
{%- endmacro %}
