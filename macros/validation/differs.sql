{# Whether a number is another one: beyond its last digits, which may differ where it is computed anew, or null in one only. #}
{% macro differs(one, other) -%}
    case
        when {{ one }} is null or {{ other }} is null then ({{ one }} is null) <> ({{ other }} is null)
        else abs({{ one }} - {{ other }}) > 1e-9 * greatest(abs({{ one }}), abs({{ other }}))
    end
{%- endmacro %}
