{# Whether a number is another one: beyond the noise of one that is computed anew, or null in one only. #}
{% macro differs(one, other) -%}
    case
        when {{ one }} is null or {{ other }} is null then ({{ one }} is null) <> ({{ other }} is null)
        else not {{ composite_index.is_same(one, other) }}
    end
{%- endmacro %}
